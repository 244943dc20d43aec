/** Entries of the accounting as parts of Parameters: the content of 45 CFR 164.528(b)(2), and the authority. */
import type { Summary } from '../audit/accounting.ts'
import type { Disclosure } from '../audit/audit.ts'
import { wordsOf } from './account-words.ts'
import type { Words } from './account-words.ts'
import type { Ground } from './ground.ts'

export function patientPart(id: string): unknown {
  return { name: 'patient', valueReference: { reference: `Patient/${id}` } }
}

export function entryParts(ground: Ground, entry: Disclosure): unknown[] {
  const words = wordsOf(ground, { ...entry, records: entry.resources.length })
  return [
    { name: 'id', valueId: entry.id },
    { name: 'date', valueDateTime: entry.at },
    ...recipientParts(entry.recipient, words),
    ...(entry.recipientPerson ? [{ name: 'recipientPerson', valueString: entry.recipientPerson }] : []),
    ...reasonParts(entry, words),
    { name: 'channel', valueCode: entry.channel },
    { name: 'outcome', valueCode: entry.outcome === 'intended' ? 'unknown' : entry.outcome },
    ...(entry.notice ? [{ name: 'notice', valueCode: entry.notice }] : []),
    ...entry.resources.map((reference) => ({ name: 'resource', valueReference: { reference } })),
  ]
}

export function summaryParts(ground: Ground, summary: Summary): unknown[] {
  const words = wordsOf(ground, summary)
  return [
    { name: 'first', valueDateTime: summary.first },
    { name: 'last', valueDateTime: summary.last },
    { name: 'count', valueInteger: summary.count },
    ...recipientParts(summary.recipient, words),
    ...reasonParts(summary, words),
    { name: 'outcome', valueCode: summary.isUnknown ? 'unknown' : 'sent' },
  ]
}

export function recipientParts(recipient: string, words: Words): unknown[] {
  return [
    {
      name: 'recipient',
      valueReference: { reference: `Organization/${recipient}`, display: words.recipient },
    },
    ...(words.address === undefined ? [] : [{ name: 'recipientAddress', valueString: words.address }]),
  ]
}

function reasonParts(
  of: Pick<Disclosure, 'purpose' | 'authority' | 'consents' | 'basis'>,
  { description, purpose, authority }: Words,
): unknown[] {
  return [
    { name: 'description', valueString: description },
    { name: 'purpose', valueCode: of.purpose },
    { name: 'purposeText', valueString: purpose },
    { name: 'authority', valueCode: of.authority },
    { name: 'authorityText', valueString: authority },
    ...of.consents.map((id) => ({ name: 'consent', valueReference: { reference: `Consent/${id}` } })),
    ...of.basis.map((basis) => ({ name: 'basis', valueString: basis })),
  ]
}
