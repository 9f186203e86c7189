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
{{- if not (include "cloche.elsewhere" .) -}}
{{- fail "replicas above 1, and autoscaling, need a database that all control planes reach: postgresql.enabled or database.url" -}}
{{- end -}}
true
{{- end -}}
{{- end -}}

{{- /* Whether the database is not in the control plane's own pod: "true", or nothing. */ -}}
{{- define "cloche.elsewhere" -}}
{{- if and .Values.database.url .Values.postgresql.enabled -}}
{{- fail "there is one database: either database.url or postgresql.enabled" -}}
{{- end -}}
{{- if or .Values.database.url .Values.postgresql.enabled -}}
true
{{- end -}}
{{- end -}}

{{- /* The claim of the volume that the database is on, here or in a pod of its own, or nothing. */ -}}
{{- define "cloche.claim" -}}
{{- if and .Values.persistence.enabled (not .Values.database.url) -}}
{{- .Values.persistence.existingClaim | default (include "cloche.name" .) -}}
{{- end -}}
{{- end -}}

{{- define "cloche.database.name" -}}
{{- printf "%s-database" (include "cloche.name" .) -}}
{{- end -}}

{{- define "cloche.database.selector" -}}
app.kubernetes.io/name: cloche
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: database
{{- end -}}

{{- define "cloche.database.labels" -}}
{{ include "cloche.database.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end -}}

{{- define "cloche.database.secret" -}}
{{- .Values.postgresql.secret | default (include "cloche.database.name" .) -}}
{{- end -}}

{{- /* The Service of the port where executors report, and nothing else is served. */ -}}
{{- define "cloche.internal" -}}
{{- printf "%s-internal" (include "cloche.name" .) -}}
{{- end -}}

{{- /* Not those of the control plane: a ServiceMonitor selects its Service by them. */ -}}
{{- define "cloche.internal.labels" -}}
app.kubernetes.io/name: cloche
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: internal
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ .Chart.Name }}-{{ .Chart.Version }}
{{- end -}}
