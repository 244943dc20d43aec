/** What stays behind of a preview: how many records of each kind of information. For the custodian's eyes; no record is named. */
import { outcome } from '../fhir/outcome.ts'
import type { Issue, OperationOutcome } from '../fhir/resource.ts'
import type { Kept } from '../store/record.ts'
import type { Ground } from './ground.ts'

type Counted = {
  /** Records that would leave. */
  readonly left: number
  readonly withheld: readonly Kept[]
  /** Why the recipient could not even ask. */
  readonly refusal?: string | undefined
}

export function withheldOutcome(ground: Ground, { left, withheld, refusal }: Counted): OperationOutcome {
  const { policy } = ground.content
  const counts = policy.categories.flatMap(({ bit, code, display }) => {
    const count = withheld.filter(({ categories }) => (categories & bit) !== 0n).length
    return count === 0 ? [] : [{ code, display, count }]
  })
  return outcome(
    said(
      `Records that would leave: ${left}; withheld: ${withheld.length}. A record may be of several kinds.`,
    ),
    ...(refusal === undefined ? [] : [said(`Nothing at all could be asked for: ${refusal}`)]),
    ...counts.map(({ code, display, count }): Issue => ({
      ...said(`Withheld of ${display}: ${count}.`),
      details: { coding: [{ system: policy.categorySystem, code, display }], text: String(count) },
    })),
  )
}

function said(diagnostics: string): Issue {
  return { severity: 'information', code: 'informational', details: { text: 'withheld' }, diagnostics }
}
