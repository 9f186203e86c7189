{{- define "cloche.name" -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- end -}}

{{- define "cloche.selector" -}}
app.kubernetes.io/name: cloche
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: control-plane
{{- end -}}

{{- define "cloche.labels" -}}
{{ include "cloche.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end -}}

{{- define "cloche.keys" -}}
{{- .Values.keys.secret | default (printf "%s-keys" (include "cloche.name" .)) -}}
{{- end -}}

{{- /* Whether there may be several control planes: "true", or nothing. */ -}}
{{- define "cloche.several" -}}
{{- if or .Values.autoscaling.enabled (gt (int .Values.replicas) 1) -}}
{{- if not .Values.database.url -}}
{{- fail "replicas above 1, and autoscaling, need a database that all control planes reach: database.url" -}}
{{- end -}}
true
{{- end -}}
{{- end -}}

{{- /* Whether the database beside the control plane has a volume: "true", or nothing. */ -}}
{{- define "cloche.volume" -}}
{{- if and .Values.persistence.enabled (not .Values.database.url) -}}
true
{{- end -}}
{{- end -}}
