/**
 * The rows of docs/part2.md: every rule of 42 CFR Part 2 that was looked at, what this build does by it, the functions that
 * do it, and tests elsewhere that show it. rules.test.ts checks that the functions and tests are there, and that each row
 * has a case for permit and for deny, or says why not.
 */
import type { RuleRow } from './case.ts'

export const gateRows: readonly RuleRow[] = [
  {
    rule: 'R-00',
    what: 'Whatever a Part 2 program (or a unit of a hospital that is one) submits is labelled `42CFRPart2`, `SUD`, `ETH`, `PERSISTLABEL`, restricted; a label is never taken off, and what has none is treated as Part 2',
    where: ['src/consent/label.ts: label', 'src/consent/decide.ts: decide'],
    permits: ['test/consent/label.test.ts "what a hospital keeps of its own is not"'],
    denies: [
      'test/consent/label.test.ts "whatever a program sends is Part 2"',
      'test/journey/journey.test.ts "everything that it became is a Part 2 record of the center"',
    ],
  },
  {
    rule: 'R-01',
    what: 'A record goes only if *all* its information categories are released; a court has a ceiling whatever a release names; reports hold counts instead of records',
    where: [
      'src/store/access.ts: visible',
      'src/consent/recipient.ts: ceilingOf',
      'src/compliance/report.ts: report',
    ],
    permits: ['test/store/grants.test.ts "what a grant covers, every category of it"'],
    denies: [
      'test/consent/compile-grants.test.ts "a court gets tier 3 where it is named, and counseling notes never"',
    ],
  },
  {
    rule: 'R-02',
    what: 'That the requester knows it already, is law enforcement or holds a subpoena is no authority: nothing of it is an input of the decision',
    where: ['src/consent/decide.ts: decide'],
    noPermit: 'It permits nothing.',
  },
  {
    rule: 'R-50',
    what: 'What is withheld gets, byte for byte and by the same database statements, the answer of what does not exist; who is known elsewhere is a private table',
    where: [
      'src/gateway/answers.ts: notFound',
      'src/store/search.ts: search',
      'src/gateway/report.ts: report',
    ],
    permits: ['test/gateway/absence.test.ts "sees the difference where something is released"'],
    denies: [
      'test/gateway/absence.test.ts "every door is asked"',
      'test/conformance/non-interference.test.ts "what a partner may not see does not change any answer to it"',
      'test/journey/court.test.ts "gets the report of one whom nobody knows, byte for byte"',
    ],
  },
  {
    rule: 'R-03',
    what: 'Who has direct administrative control over a program may have what its people need for their duties. The engine decides it by the facts that are stated for one disclosure; no door offers it yet',
    where: ['src/consent/claim.ts: weighClaim'],
  },
  {
    rule: 'R-04',
    what: 'The gateway itself serves each program under its agreement; others under theirs. The engine decides it by the facts that are stated for one disclosure; no door offers it yet',
    where: ['src/consent/claim.ts: weighClaim'],
  },
  {
    rule: 'R-05',
    what: 'A crime on the premises: who the patient is, to the police. The engine decides it by the facts that are stated for one disclosure; no door offers it yet',
    where: ['src/consent/claim.ts: weighClaim'],
  },
  {
    rule: 'R-06',
    what: 'Child abuse: the report that state law requires, and nothing that follows. The engine decides it by the facts that are stated for one disclosure; no door offers it yet',
    where: ['src/consent/claim.ts: weighClaim'],
  },
  {
    rule: 'R-07',
    what: 'The patient’s own record, save counseling notes. The engine decides it by the facts that are stated for one disclosure; no door offers it yet: the center answers the patient',
    where: ['src/consent/claim.ts: weighClaim'],
  },
  {
    rule: 'R-08',
    what: 'Stricter law of the discloser’s or the recipient’s state narrows every authority; none is loaded, counsel enters it (`policies/state-law.json`)',
    where: ['src/consent/recipient.ts: stateCeiling'],
  },
  {
    rule: 'R-09',
    what: 'No release for treatment, payment or operations reaches a legal proceeding; labels and notice travel with the record. What a recipient does outside the gateway is out of its reach',
    where: ['src/consent/recipient.ts: mayAskFor', 'src/consent/handling.ts: handled'],
    denies: [
      'test/consent/policy.test.ts "no purpose of treatment, payment or operations reaches a legal proceeding"',
    ],
  },
  {
    rule: 'R-10',
    citation: '42 CFR 2.12(d)(2)',
    mark: 'G',
    what: 'A recipient need not keep what it got apart; its copies keep their labels all the same, and become its own records',
    where: ['src/consent/label.ts: label'],
    permits: ['test/journey/journey.test.ts "the hospital\'s own copies stay, with their labels"'],
    noDeny: 'It relieves recipients of a duty; it withholds nothing.',
  },
  {
    rule: 'AGREEMENT',
    what: 'Without the agreement of its role in force (QSOA, BAA, participation) nothing flows to or from a partner, and it gets no token',
    where: ['src/consent/gates.ts: gate'],
    denies: ['test/partners/credentials.test.ts "of a partner whose agreement has ended or not begun"'],
  },
  {
    rule: 'PURPOSE',
    what: 'Each kind of recipient may ask for the purposes of its kind; a purpose that the gateway cannot weigh is refused',
    where: ['src/consent/gates.ts: gate'],
  },
]

const element = (number: string, what: string, more: Partial<RuleRow> = {}): RuleRow => ({
  rule: `2.31(a)(${number.replace('-', ')(')})`,
  citation: `42 CFR 2.31(a)(${number.replace('-', ')(')})`,
  mark: 'S',
  what,
  where: ['src/consent/elements.ts: missingElements'],
  ...more,
})

export const elementRows: readonly RuleRow[] = [
  element('1', 'The patient', { mark: 'V' }),
  element('2', 'Who may disclose: the custodian of the records', { mark: 'V' }),
  element('3', 'Which information: categories that are known here', { mark: 'V' }),
  element('4-i', 'To whom: a partner; anybody else is on record and gets nothing', { mark: 'V' }),
  element('4-ii', 'Through an intermediary: it gets nothing for itself', {
    mark: 'V',
    where: ['src/consent/compile-grants.ts: compileGrants'],
    noPermit: 'Disclosure through an intermediary is not there.',
  }),
  element('4-iii', 'To a covered entity or business associate: the statement on redisclosure', { mark: 'V' }),
  element('5', 'For what: purposes that are known here'),
  element('6', 'The right to revoke, and how'),
  element('7', 'One of date, event and none; none for treatment, payment and operations only'),
  element('8', 'The signature; that the signer may sign is the center’s statement'),
  element('9', 'The date, which is not to come'),
  element('10', 'For treatment, payment and operations: what a refusal entails'),
]

export const consentRows: readonly RuleRow[] = [
  {
    rule: 'R-11',
    what: 'Counseling notes go under a release that names nothing else, and never to a court. Only that they exist is ever in a case record',
    where: ['src/consent/read-consent.ts: readConsent'],
    permits: [
      'test/consent/compile-grants.test.ts "counseling notes alone go to a hospital, with demographics"',
    ],
    denies: ['test/consent/decide.test.ts "deny: counseling notes and the unclassified"'],
  },
  {
    rule: 'R-12',
    what: 'A release for a proceeding, or for monitoring, that names another purpose too permits nothing',
    where: ['src/consent/read-consent.ts: readConsent'],
  },
  {
    rule: 'R-13',
    what: 'A release that lacks an element of 2.31(a), has expired or was revoked permits nothing; the answer names the element and who can mend it',
    where: ['src/consent/compile-grants.ts: compileGrants'],
    denies: [
      'test/consent/compile-grants.test.ts "2.31(a): a release that lacks an element is void" and "what is no release in force"',
    ],
  },
  {
    rule: 'R-14',
    what: 'One release for treatment, payment and operations holds without an end until it is revoked',
    where: ['src/consent/compile-grants.ts: compileGrants'],
  },
  {
    rule: 'R-15',
    what: 'From the commit of a revocation on: nothing is read, found, paged or sent under it; deliveries that wait are stopped; an attempt in flight may finish, at most its time-out. Copies stay the recipient’s',
    where: [
      'src/gateway/revoke.ts: revoke',
      'src/gateway/queue.ts: reviseDeliveries',
      'src/gateway/deliver.ts: attempt',
    ],
    permits: ['test/gateway/deliveries.test.ts "leaves a recipient the copies that he holds"'],
    denies: [
      'test/journey/journey.test.ts "the revocation stops it" and "what that release alone let the hospital see is absent"',
      'test/consent/laws.test.ts "revoking a release never widens"',
    ],
  },
  {
    rule: 'R-16',
    what: 'Who is a representative by law gets what the patient would. The engine decides it by the facts that are stated for one disclosure; no door offers it yet. Who may sign a release is the center’s statement',
    where: ['src/consent/claim.ts: weighClaim'],
  },
  {
    rule: 'R-62',
    what: 'A restriction that is on record as active outweighs every release, order and agreement, a referral without a release and the class of a copy; an emergency goes before it. What it says in terms that cannot be read denies more',
    where: ['src/consent/compile-grants.ts: compileGrants', 'src/consent/restrictions.ts: unrestricted'],
    denies: [
      'test/consent/compile-grants.test.ts "restrictions (2.26)"',
      'test/gateway/restrictions.test.ts "a referral waits where its own hospital agreed to a restriction"',
    ],
  },
]

export const disclosureRows: readonly RuleRow[] = [
  {
    rule: 'R-18',
    what: 'A partner has its own records',
    where: ['src/consent/decide.ts: decide'],
  },
  {
    rule: 'R-19',
    what: 'A hospital’s referral reaches the program without a release; never a Part 2 record',
    where: ['src/consent/decide.ts: decide'],
  },
  {
    rule: 'R-20',
    what: 'Recipient, purpose, category and period of the release must all match',
    where: ['src/consent/decide.ts: decide'],
  },
  {
    rule: 'R-21',
    what: 'The same, for treatment, payment and operations; the redisclosure class follows what the recipient is',
    where: ['src/consent/recipient.ts: redisclosureOf'],
    permits: [
      'test/consent/compile-grants.test.ts "two programs: the redisclosure class follows the recipient"',
    ],
  },
  {
    rule: 'R-22',
    what: 'A copy that a covered entity received for treatment, payment or operations may go further as its class says, never for a proceeding. The engine weighs it; deliveries do not state it yet, so that such a copy needs a release of its own',
    where: ['src/consent/redisclosure.ts: redisclosed'],
  },
  {
    rule: 'R-23',
    what: 'The same for another program, by what the consent says',
    where: ['src/consent/redisclosure.ts: redisclosed'],
  },
  {
    rule: 'R-24',
    what: 'The same for contractors of other lawful holders, under a contract on file',
    where: ['src/consent/redisclosure.ts: redisclosed'],
  },
  {
    rule: 'R-25',
    what: 'A holder who got a Part 2 record discloses it further only under a release',
    where: ['src/consent/decide.ts: decide'],
  },
  {
    rule: 'R-26',
    what: 'Participants whom the release names, or who treat the patient by the center’s care team or an accepted referral, while the intermediary’s own agreement is in force; never a payer or a court',
    where: ['src/consent/intermediary.ts: passedOn', 'src/consent/treating.ts: treatingOf'],
    permits: ['test/gateway/authorities.test.ts "by a general designation, only while it treats the person"'],
  },
  {
    rule: 'R-28',
    what: 'A court is answered only for monitoring, and only when a person with the duty to monitor asks; asked when the token is given and at every request',
    where: ['src/partners/standing.ts: objection', 'src/consent/gates.ts: gate'],
    denies: ['test/journey/court.test.ts "depression, HIV, notes, words of the client"'],
  },
  {
    rule: 'R-29',
    what: 'A revocation before the time or event that the release names is put on record and takes effect then',
    where: ['src/consent/revocation.ts: revocation'],
    permits: [
      'test/consent/revocation.test.ts "before its date: on record"',
      'test/journey/journey.test.ts "its release cannot be revoked before its time"',
    ],
  },
  {
    rule: 'R-30',
    what: 'With consent, on membership or within 200 miles, after one of the events: identity, drug and dates',
    where: ['src/consent/gates.ts: gate', 'src/consent/recipient.ts: purposeCeiling'],
  },
  {
    rule: 'R-31',
    what: 'Where else an applicant is enrolled, and nothing clinical. The engine decides it by the facts that are stated for one disclosure; no door offers it yet',
    where: ['src/consent/claim.ts: weighClaim'],
  },
  {
    rule: 'R-32',
    what: 'With consent, where a law of the state that counsel has entered requires it',
    where: ['src/consent/gates.ts: gate'],
  },
]

export const withoutConsentRows: readonly RuleRow[] = [
  {
    rule: 'R-40',
    what: 'Medical emergencies that were opened at the custodian: everything but counseling notes, whatever was restricted',
    where: [
      'src/consent/by-fact.ts: permissionsByFact',
      'src/consent/personnel.ts: isPersonnel',
      'src/gateway/emergency.ts: openEmergency',
      'src/gateway/close-emergency.ts: closeEmergency',
    ],
    permits: [
      'test/gateway/emergency.test.ts "is read and found until its time is over, and not before"',
      'test/gateway/emergency.test.ts "with the facts of 2.51(c), which the custodian then has in the record of its client"',
    ],
    denies: [
      'test/gateway/emergency.test.ts "for emergency treatment alone"',
      'test/gateway/emergency.test.ts "for the medical personnel of the hospital, and for nobody else who acts for it"',
      'test/gateway/emergency.test.ts "the refusal says where it belongs and who supplies it"',
    ],
  },
  {
    rule: 'R-41',
    what: 'Emergencies while a disaster closes the program: by the facts that are stated, for one disclosure or when a session is opened',
    where: ['src/consent/claim.ts: weighClaim', 'src/gateway/emergency.ts: openEmergency'],
    permits: ['test/gateway/emergency.test.ts "by the rule of its nature, which the decision cites"'],
    denies: ['test/gateway/emergency.test.ts "where it states %s"'],
  },
  {
    rule: 'R-42',
    what: 'The FDA, on errors of a product: by the facts that are stated, for one disclosure or when a session is opened; demographics and medication',
    where: ['src/consent/claim.ts: weighClaim', 'src/gateway/emergency.ts: openEmergency'],
    permits: [
      'test/gateway/emergency.test.ts "an error of a product opens to the medical personnel of the FDA"',
    ],
    denies: [
      'test/gateway/emergency.test.ts "an error of a product, to all but the medical personnel of the FDA"',
    ],
  },
  {
    rule: 'R-43',
    what: 'Research under a data use agreement on file, as far as it names the information',
    where: ['src/consent/by-fact.ts: permissionsByFact'],
  },
  {
    rule: 'R-44',
    what: 'Audit and evaluation under a written agreement on file, as far as it names the information',
    where: ['src/consent/by-fact.ts: permissionsByFact'],
    permits: ['test/gateway/authorities.test.ts "reaches what its agreement names"'],
  },
  {
    rule: 'R-45',
    what: 'De-identified records for public health. The engine decides it by the facts that are stated for one disclosure; no door offers it yet',
    where: ['src/consent/claim.ts: weighClaim'],
  },
]

export const orderRows: readonly RuleRow[] = [
  {
    rule: 'R-46',
    what: 'An order permits and a subpoena compels; only both together release',
    where: ['src/consent/court-order.ts: readOrders'],
    permits: ['test/gateway/authorities.test.ts "with the subpoena, and not without"'],
  },
  {
    rule: 'R-47',
    what: 'No order reaches who audits or researches, against a patient',
    where: ['src/consent/court-order.ts: readOrders'],
  },
  {
    rule: 'R-48',
    what: 'Confidential communications only where the order states a ground of 2.63(a)',
    where: ['src/consent/court-order.ts: readOrders'],
  },
  {
    rule: 'R-49',
    what: 'Orders for noncriminal purposes: the parts, the persons and the time that they name',
    where: ['src/consent/court-order.ts: readOrders'],
  },
  {
    rule: 'R-49b',
    what: 'Orders to investigate or prosecute a patient',
    where: ['src/consent/court-order.ts: readOrders'],
  },
  {
    rule: 'R-51',
    what: 'Orders to investigate a program: what identifies patients stays out',
    where: ['src/consent/court-order.ts: readOrders'],
  },
  {
    rule: 'R-52',
    what: 'Orders for undercover agents disclose nothing',
    where: ['src/consent/court-order.ts: readOrders'],
    noPermit: 'It permits no disclosure.',
  },
]

const isDuty = 'It is a duty of the program towards its patients and not a question of disclosure.'

export const dutyRows: readonly RuleRow[] = [
  {
    rule: 'R-60',
    citation: '42 CFR 2.25; 45 CFR 164.528(b)(2)',
    mark: 'V',
    what: 'One entry for each disclosure: when, to whom, what, why, by which release; three years back; what may have arrived counts as disclosed',
    where: ['src/audit/record.ts: account', 'src/gateway/account.ts: accounting'],
    permits: [
      'test/journey/journey.test.ts "the accounting lists every disclosure"',
      'test/gateway/accounting.test.ts "lists what was sent, and what nobody knows to have failed"',
      'test/gateway/accounting-paper.test.ts "says what was disclosed to whom, why and by which authority"',
      'test/gateway/accounting-paper.test.ts "gives every disclosure once, and says in each form that there are more"',
    ],
    denies: ['test/gateway/accounting.test.ts "refuses a question that it does not understand"'],
  },
  {
    rule: 'R-60b',
    citation: 'HHS on 42 CFR 2.25',
    mark: 'S',
    what: 'Disclosures are accounted for from the first day, whether or not the duty is tolled',
    where: ['src/audit/record.ts: account'],
    permits: ['test/journey/journey.test.ts "the accounting lists every disclosure"'],
    noDeny: 'It withholds nothing.',
  },
  {
    rule: 'R-61',
    citation: '42 CFR 2.24',
    mark: 'V',
    what: 'The list of disclosures through an intermediary under a general designation: to whom, when, what; the three years before a written request, due in thirty days',
    where: ['src/gateway/intermediary-list.ts: intermediaryList'],
    permits: [
      'test/gateway/accounting-paper.test.ts "names to whom, when, through whom and what; nothing that went another way"',
      'test/gateway/accounting-paper.test.ts "is due thirty days after the written request, and says when that day is over"',
    ],
    denies: [
      'test/gateway/accounting-paper.test.ts "covers the three years before the request, and no later day"',
      'test/gateway/accounting-paper.test.ts "is for the custodian alone: to others the client is like nobody"',
    ],
  },
  {
    rule: 'R-63',
    citation: '42 CFR 2.16',
    mark: 'G',
    what: 'Every decision, disclosure, write and question leaves an AuditEvent, sealed by a chain of hashes; notification of breaches is the operator’s',
    where: ['src/audit/record.ts: record', 'src/audit/seal.ts: verify'],
    permits: ['test/gateway/audit.test.ts "has its intent committed before the first byte leaves"'],
    denies: ['test/audit/seal.test.ts "is broken by"'],
  },
  {
    rule: 'R-64',
    citation: '42 CFR 2.22',
    mark: 'G',
    what: 'The notice to patients at admission',
    where: [],
    notEnforced: isDuty,
  },
  {
    rule: 'R-65',
    citation: '42 CFR 2.3, 2.4',
    mark: 'G',
    what: 'Complaints and penalties',
    where: [],
    notEnforced: isDuty,
  },
]
