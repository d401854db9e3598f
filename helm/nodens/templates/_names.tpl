{{/* Labels of every object of the chart. */}}
{{- define "nodens.labels" -}}
app.kubernetes.io/name: nodens
app.kubernetes.io/component: operator
app.kubernetes.io/part-of: nodens
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{/* Labels that select the operator's pods. */}}
{{- define "nodens.selector" -}}
app.kubernetes.io/name: nodens
app.kubernetes.io/component: operator
{{- end -}}
