/**
 * Who may use which route of the API, written by hand from what the roles are for: an inspector looks and takes the log away, a
 * reviewer works at the desks, a compliance officer decides and sets rules, an administrator does everything and alone opens the
 * house to keys, upstreams and people. The code is held against this, not the other way round: a route without a line here fails.
 *
 * A star says that the role or the key alone does not decide: whose the object is, or what is asked, does too. Each starred route has
 * its case in `app-objects.ts` or `staff-objects.ts`.
 */
export const RIGHTS = {
  /** Every member of staff, the inspector among them: looking, and one's own account. */
  everyone: `
    DELETE /api/session *
    GET /api/agreements
    GET /api/agreements/acceptances
    GET /api/agreements/{id}
    GET /api/agreements/{id}/diff
    GET /api/cases
    GET /api/cases/{id}
    GET /api/cases/{id}/report.html
    GET /api/classifier/models
    GET /api/classifier/models/{id}/file
    GET /api/complaint-settings
    GET /api/complaints
    GET /api/complaints/counts
    GET /api/complaints/statistics
    GET /api/complaints/{id}
    GET /api/disclosures
    GET /api/evidence
    GET /api/evidence/checkpoints
    GET /api/evidence/entries
    GET /api/exchanges
    GET /api/exchanges/{id}
    GET /api/exchanges/{id}/proof
    GET /api/identity
    GET /api/identity/providers
    GET /api/incidents
    GET /api/incidents/{id}
    GET /api/judges
    GET /api/judges/gaps
    GET /api/judges/scorecard
    GET /api/judges/scorecard.csv
    GET /api/label/agreements
    GET /api/label/lift-requests
    GET /api/label/lifts
    GET /api/labels/coverage
    GET /api/labels/samples
    GET /api/labels/withheld
    GET /api/law/articles
    GET /api/law/articles/{id}
    GET /api/law/at
    GET /api/law/diff
    GET /api/law/due
    GET /api/law/instruments
    GET /api/law/obligations
    GET /api/law/obligations/{id}
    GET /api/law/reference
    GET /api/law/search
    GET /api/licences
    GET /api/list-imports/{id}/report
    GET /api/list-trials/{id}
    GET /api/list-trials/{id}/samples
    GET /api/measure-policies/{serviceId}
    GET /api/measures
    GET /api/measures/counts
    GET /api/measures/{id}
    GET /api/measures/{id}/report/file
    GET /api/minors
    GET /api/minors/appeals
    GET /api/minors/crises
    GET /api/orders
    GET /api/orders/{id}
    GET /api/overview
    GET /api/portal/settings
    GET /api/privacy/counts
    GET /api/privacy/requests
    GET /api/privacy/requests/{id}
    GET /api/privacy/retention
    GET /api/produced/{produceId}
    GET /api/produced/{produceId}/file
    GET /api/provider
    GET /api/review/decisions
    GET /api/review/items
    GET /api/review/items/{id}
    GET /api/review/statistics
    GET /api/review/suggestions
    GET /api/risks
    GET /api/roster
    GET /api/scope-memos/{id}/file
    GET /api/services
    GET /api/services/{id}
    GET /api/services/{id}/agreements
    GET /api/services/{id}/disclosure
    GET /api/services/{id}/keys
    GET /api/services/{id}/minors
    GET /api/services/{id}/scope
    GET /api/services/{id}/webhooks
    GET /api/session
    GET /api/staff
    GET /api/status
    GET /api/status/coming
    GET /api/status/digests
    GET /api/status/digests/preview
    GET /api/status/export
    GET /api/status/history
    GET /api/status/numbers
    GET /api/upstreams
    GET /api/webhooks/{id}/deliveries
    GET /api/word-lists
    GET /api/word-lists/coverage
    GET /api/word-lists/{id}/backtests
    GET /api/word-lists/{id}/diff
    GET /api/word-lists/{id}/draft
    GET /api/word-lists/{id}/export
    GET /api/word-lists/{id}/term
    GET /api/word-lists/{id}/terms
    GET /api/word-lists/{id}/versions
    POST /api/evidence/verify
    POST /api/label/export
    POST /api/label/read
    POST /api/label/verify
    POST /api/labels/preview
    POST /api/privacy/retention/preview
    POST /api/produced/lookup
    POST /api/scope
    POST /api/session/password *`,
  /** Who works at a desk: not the inspector. */
  desks: `
    DELETE /api/review/items/{id}/lock *
    GET /api/complaints/{id}/attachments/{attachmentId}
    GET /api/complaints/{id}/content
    GET /api/complaints/{id}/draft *
    GET /api/measures/{id}/appeal
    GET /api/minors/appeals/{id}/words
    GET /api/privacy/requests/{id}/content
    POST /api/cases
    POST /api/cases/{id}/exchanges
    POST /api/cases/{id}/retests
    POST /api/cases/{id}/retests/{retestId}
    POST /api/cases/{id}/steps
    POST /api/complaints/{id}/acknowledge
    POST /api/complaints/{id}/answer *
    POST /api/complaints/{id}/assign *
    POST /api/complaints/{id}/escalate
    POST /api/complaints/{id}/link
    POST /api/complaints/{id}/merge
    POST /api/complaints/{id}/note
    POST /api/complaints/{id}/pause
    POST /api/complaints/{id}/question
    POST /api/complaints/{id}/resume
    POST /api/identity/lookups
    POST /api/incidents
    POST /api/incidents/{id}/entries *
    POST /api/incidents/{id}/letters
    POST /api/measures *
    POST /api/measures/{id}/appeal/decide *
    POST /api/measures/{id}/confirm
    POST /api/measures/{id}/lift
    POST /api/measures/{id}/reject
    POST /api/minors/appeals/{id}/decision
    POST /api/minors/crises/{id}/handled
    POST /api/minors/record
    POST /api/privacy/requests
    POST /api/privacy/requests/{id}/acknowledge
    POST /api/privacy/requests/{id}/extend
    POST /api/privacy/requests/{id}/identity
    POST /api/privacy/requests/{id}/note
    POST /api/privacy/requests/{id}/question
    POST /api/privacy/requests/{id}/search
    POST /api/review/decisions/{id}/reversals *
    POST /api/review/decisions/{id}/suggestions
    POST /api/review/items
    POST /api/review/items/{id}/decision *
    POST /api/review/items/{id}/lock *
    POST /api/review/items/{id}/look
    POST /api/review/next
    POST /api/review/reversals/{id} *
    POST /api/services/{id}/playground-key
    POST /api/status/run
    POST /api/word-lists/test
    PUT /api/cases/{id}/report
    PUT /api/complaints/{id}/draft *
    PUT /api/measures/{id}/report`,
  /** Who decides, signs, and sets rules. */
  officers: `
    DELETE /api/classifier/models/{id}
    DELETE /api/services/{id}/agreements/draft
    DELETE /api/services/{id}/disclosure/draft
    DELETE /api/status/calendar
    DELETE /api/status/overrides/{id}
    DELETE /api/word-lists/{id}
    DELETE /api/word-lists/{id}/draft
    DELETE /api/word-lists/{id}/draft/shadow
    DELETE /api/word-lists/{id}/terms/{termId}
    GET /api/status/digests/settings
    PATCH /api/services/{id} *
    PATCH /api/word-lists/{id}
    PATCH /api/word-lists/{id}/terms/{termId}
    POST /api/cases/{id}/report/sign
    POST /api/cases/{id}/retraining
    POST /api/classifier/models
    POST /api/classifier/models/{id}/activate
    POST /api/identity/withdrawals
    POST /api/judges/{id}/test
    POST /api/label/agreements
    POST /api/label/lift-requests/{id}/withdraw
    POST /api/label/materials
    POST /api/label/propagate
    POST /api/label/write
    POST /api/letters/{id}/delivery
    POST /api/letters/{id}/file
    POST /api/letters/{id}/signature
    POST /api/licences
    POST /api/licences/{id}/end
    POST /api/licences/{id}/versions
    POST /api/list-trials/{id}/cancel
    POST /api/measure-policies/{serviceId}/draft/activate
    POST /api/measure-policies/{serviceId}/draft/simulate
    POST /api/measure-policies/{serviceId}/end
    POST /api/measures/{id}/report/sign
    POST /api/orders
    POST /api/orders/{id}/entries
    POST /api/orders/{id}/letters
    POST /api/privacy/requests/{id}/answer *
    POST /api/review/suggestions/{id}
    POST /api/roster/appointments
    POST /api/roster/appointments/{id}/end
    POST /api/roster/appointments/{id}/signature
    POST /api/roster/trainings
    POST /api/roster/trainings/{id}/withdrawal
    POST /api/scope-memos/{id}/signature
    POST /api/services/{id}/agreements/draft/publication
    POST /api/services/{id}/disclosure/draft/publication
    POST /api/services/{id}/scope/memos
    POST /api/status/calendar
    POST /api/status/digests
    POST /api/status/overrides
    POST /api/webhook-deliveries/{id}/replay
    POST /api/webhooks/{id}/ping
    POST /api/word-lists
    POST /api/word-lists/starter
    POST /api/word-lists/{id}/backtests
    POST /api/word-lists/{id}/draft
    POST /api/word-lists/{id}/draft/approve *
    POST /api/word-lists/{id}/draft/publish
    POST /api/word-lists/{id}/draft/shadow
    POST /api/word-lists/{id}/import
    POST /api/word-lists/{id}/terms
    POST /api/word-lists/{id}/versions/{version}/rollback
    PUT /api/complaint-settings
    PUT /api/measure-policies/{serviceId}/draft
    PUT /api/portal/settings
    PUT /api/privacy/retention
    PUT /api/services/{id}/agreements/draft
    PUT /api/services/{id}/disclosure/draft
    PUT /api/services/{id}/minors
    PUT /api/status/coming/{obligation}
    PUT /api/status/digests/settings
    PUT /api/status/numbers
    PUT /api/status/tasks/{obligation}
    PUT /api/word-lists/{id}/allow
    PUT /api/word-lists/{id}/term`,
  /** What leaves the house in bulk: officers, and the inspector whose work it is. */
  exporters: `
    GET /api/evidence/export
    GET /api/review/decisions/export
    POST /api/agreements/acceptances/export
    POST /api/label/lifts/export`,
  /** Who opens the house: keys, upstreams, judges, people, and who the provider is. */
  administrators: `
    DELETE /api/identity/providers/{id}
    DELETE /api/judges/{id}
    DELETE /api/keys/{id}
    DELETE /api/services/{id}
    DELETE /api/upstreams/{id}
    DELETE /api/webhooks/{id}
    PATCH /api/identity/providers/{id}
    PATCH /api/judges/{id}
    PATCH /api/staff/{id}
    PATCH /api/upstreams/{id}
    POST /api/identity/providers
    POST /api/identity/providers/{id}/test
    POST /api/judges
    POST /api/services
    POST /api/services/{id}/keys
    POST /api/services/{id}/webhooks
    POST /api/staff
    POST /api/upstreams
    POST /api/upstreams/{id}/test
    PUT /api/provider`,
  /** The provider's own app, by the key of its service; no member of staff by being one. */
  apps: `
    DELETE /api/public/agreements/acceptances *
    DELETE /api/public/identity/assertions *
    DELETE /api/public/minors/contact *
    DELETE /api/public/minors/guardians *
    GET /api/public/agreements *
    GET /api/public/complaints/{receipt} *
    GET /api/public/identity *
    GET /api/public/measures *
    GET /api/public/minors/consent *
    GET /api/public/minors/state *
    GET /api/public/privacy-requests/{receipt} *
    GET /api/public/training-choice *
    GET /api/recalls *
    PATCH /api/scope/facts *
    POST /api/public/agreements/acceptances *
    POST /api/public/complaints *
    POST /api/public/complaints/{receipt}/messages *
    POST /api/public/identity/assertions *
    POST /api/public/identity/checks *
    POST /api/public/identity/codes *
    POST /api/public/identity/codes/{id} *
    POST /api/public/identity/national *
    POST /api/public/identity/national/{bizSeq} *
    POST /api/public/measures/{id}/appeals *
    POST /api/public/minors/age-appeals *
    POST /api/public/minors/guardian-codes *
    POST /api/public/minors/guardians *
    POST /api/public/portal-links *
    POST /api/public/privacy-requests *
    POST /api/public/privacy-requests/confirm *
    POST /api/public/privacy-requests/{receipt}/copy *
    POST /api/public/privacy-requests/{receipt}/messages *
    PUT /api/public/minors/age *
    PUT /api/public/minors/contact *
    PUT /api/public/training-choice *`,
  /** Anybody: health, the description, what is published, set-up and sign-in, and an address that is a secret itself. */
  anybody: `
    GET /api/openapi.json
    GET /api/public/disclosures/{id}
    GET /api/public/disclosures/{id}/text
    GET /api/setup
    GET /api/status/calendar.ics
    GET /healthz
    GET /metrics
    GET /readyz
    POST /api/session
    POST /api/setup`,
} as const;

export type Circle = keyof typeof RIGHTS;

/** The roles of each circle of staff. */
export const ROLES_OF = {
  everyone: ['administrator', 'compliance-officer', 'reviewer', 'inspector'],
  desks: ['administrator', 'compliance-officer', 'reviewer'],
  officers: ['administrator', 'compliance-officer'],
  exporters: ['administrator', 'compliance-officer', 'inspector'],
  administrators: ['administrator'],
  apps: [],
  anybody: [],
} as const satisfies Record<Circle, readonly string[]>;
