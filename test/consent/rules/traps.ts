/** The traps that others have fallen into, by their numbers in the project's notes on the rules, and what shows that this build does not. */

export type Trap = {
  readonly trap: number
  readonly what: string
  /** Tests that show it besides the cases that carry its number, as `test/file.test.ts "title"`. */
  readonly shown?: readonly string[]
  /** Where it belongs, when it is not a question of consent. */
  readonly elsewhere?: string
  /** Why nothing shows it. */
  readonly open?: string
}

export const traps: readonly Trap[] = [
  { trap: 1, what: 'a release for operations and the purpose HLEGAL, its child in the code system' },
  {
    trap: 2,
    what: 'the statements of 2.32(a), to the byte',
    shown: ['test/consent/notices.test.ts "statement is byte-exact"'],
  },
  { trap: 3, what: 'a subpoena without an order, and an order without a subpoena' },
  { trap: 4, what: 'a 2.35 release, revoked before and after it became revocable' },
  { trap: 5, what: 'counseling notes in a packet under a release of other things' },
  { trap: 6, what: 'a court that asks for treatment' },
  {
    trap: 7,
    what: 'the redisclosure class follows the recipient',
    shown: [
      'test/consent/compile-grants.test.ts "two programs: the redisclosure class follows the recipient"',
    ],
  },
  { trap: 8, what: 'a release without an end for another purpose than treatment, payment and operations' },
  { trap: 9, what: 'an intermediary’s general designation that reaches a payer or a court' },
  { trap: 10, what: 'a report to a registry with a diagnosis' },
  {
    trap: 11,
    what: 'an emergency without its four facts',
    shown: ['test/gateway/emergency.test.ts "without any fact: each of them is named"'],
  },
  {
    trap: 12,
    what: 'a status is a disclosure',
    shown: ['test/gateway/status-only.test.ts "the status alone reaches the source and every reader"'],
  },
  {
    trap: 13,
    what: 'the 404 of what is withheld',
    shown: ['test/gateway/absence.test.ts "every door is asked"'],
  },
  {
    trap: 14,
    what: 'the accounting of three years, and the list of 2.24 apart',
    shown: [
      'test/journey/journey.test.ts "the accounting lists every disclosure"',
      'test/gateway/accounting-paper.test.ts "leaves out what 42 CFR 2.25 does not oblige to, where that is asked for"',
      'test/gateway/accounting-paper.test.ts "covers the three years before the request, and no later day"',
    ],
  },
  {
    trap: 15,
    what: 'NORDSLCD comes in and NORDSCLCD goes out',
    shown: ['test/consent/label.test.ts "a retired code is replaced (trap 15)"'],
  },
  { trap: 16, what: 'a release that is revoked for one recipient' },
  { trap: 17, what: 'ASAM 3rd and 4th edition', elsewhere: 'terminology and mapping' },
  { trap: 18, what: 'the states of a Task', elsewhere: 'exchange' },
  { trap: 19, what: 'the business statuses of BSeR', elsewhere: 'exchange' },
  { trap: 20, what: 'ORC-1 CA of HL7 v2', elsewhere: 'HL7 v2 (a later issue)' },
]
