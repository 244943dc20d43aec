/** The whole table of rules: its sections, its rows and its cases, for the tests and for docs/part2.md. */
import { attemptCases } from './attempts.ts'
import { authorityCases } from './authorities.ts'
import { carveOutCases } from './carve-outs.ts'
import type { RuleCase, RuleRow } from './case.ts'
import { consentCases } from './consents.ts'
import { disclosureCases } from './disclosures.ts'
import { elementCases } from './elements.ts'
import { emergencyCases } from './emergencies.ts'
import { gateCases } from './gates.ts'
import {
  consentRows,
  disclosureRows,
  dutyRows,
  elementRows,
  gateRows,
  orderRows,
  withoutConsentRows,
} from './rows.ts'

export const sections: readonly { readonly title: string; readonly rows: readonly RuleRow[] }[] = [
  {
    title: 'What Part 2 covers, and what comes before any authority (2.12, 2.13, 2.20, 2.23)',
    rows: gateRows,
  },
  { title: 'What a release must have (2.31(a))', rows: elementRows },
  { title: 'What else binds a release (2.31(b)-(d), 2.14, 2.15, 2.26)', rows: consentRows },
  {
    title: 'Disclosures with consent, and a covered entity’s referral (2.33-2.36; 45 CFR 164.506(c))',
    rows: disclosureRows,
  },
  { title: 'Disclosures without consent (2.51-2.54)', rows: withoutConsentRows },
  { title: 'Court orders (2.61-2.67)', rows: orderRows },
  { title: 'Duties towards patients (2.16, 2.22, 2.24, 2.25)', rows: dutyRows },
]

export const rows: readonly RuleRow[] = sections.flatMap((section) => section.rows)

export const cases: readonly RuleCase[] = [
  ...gateCases,
  ...elementCases,
  ...consentCases,
  ...disclosureCases,
  ...authorityCases,
  ...emergencyCases,
  ...attemptCases,
  ...carveOutCases,
]
