/** Emergency access (42 CFR 2.51): who opens it, what it opens and for how long, and that nothing closes it but its four facts. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals'
import { CODE, SYSTEM } from '../../src/fhir/codes.ts'
import type { Resource } from '../../src/fhir/resource.ts'
import type { Answer } from '../../src/gateway/gateway.ts'
import type { Actor } from '../../src/partners/actor.ts'
import { bodyOf, CENTER, COURT, HOSPITAL, openTestGateway } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { condition, create, patient, rowsOf, search, systemOf, textOf } from './support.ts'
import type { Json, Partner } from './support.ts'
import { withMore } from './support-emergency.ts'

const PHYSICIAN: Actor = { ...HOSPITAL, purpose: 'ETREAT' }
const SSN = 'http://hl7.org/fhir/sid/us-ssn'
const OPENED = '2026-11-23T12:00:00.000Z'
const UNKNOWN = '00000000-0000-4000-8000-000000000000'

const by = (id: string, partner = 'lakeside'): Actor => ({
  partner,
  purpose: 'ETREAT',
  person: { id },
  tokenId: id,
})

let t: TestGateway
beforeAll(async () => {
  t = await openTestGateway({ partners: withMore })
})
beforeEach(async () => {
  t.now = OPENED
  // What an earlier test has left open is no matter of this one.
  await rowsOf(t, `update emergency_session set state = 'closed', closed = opened where state = 'open'`)
})
afterAll(() => t.close())

let people = 0
type Linked = { here: string; there: string; diagnosis: string }

/** One human being as a Patient of the hospital and as a client of the center, with a diagnosis there. */
async function linked(): Promise<Linked> {
  people += 1
  const number = `900-12-${String(people).padStart(4, '0')}`
  const known = (partner: Partner): Resource =>
    patient(partner, `e-${people}`, {
      name: [{ family: `Urgent${people}`, given: ['Testa'] }],
      identifier: [
        { system: systemOf(partner), value: `e-${people}` },
        { system: SSN, value: number },
      ],
    })
  const there = (await create(t, CENTER, known('cedar-bridge'))).id ?? ''
  const { id: diagnosis = '' } = await create(t, CENTER, condition(`Patient/${there}`))
  const here = (await create(t, HOSPITAL, known('lakeside'))).id ?? ''
  return { here, there, diagnosis }
}

const parameters = (...parameter: Json[]): Resource => ({ resourceType: 'Parameters', parameter })
const STATED = [
  { name: 'nature', valueCode: 'medical-emergency' },
  { name: 'consentCannotBeObtained', valueBoolean: true },
]
const FACTS: Readonly<Record<string, Json>> = {
  personnel: { valueString: 'Dr. Phyllis Madeup' },
  affiliation: { valueString: 'Lakeside Hospital, emergency department' },
  discloser: { valueString: 'Ingram Fictional' },
  date: { valueDateTime: '2026-11-23T07:05:00-05:00' },
  nature: { valueString: 'Found unconscious; overdose suspected.' },
}

const open = (id: string, actor = PHYSICIAN, given: Json[] = STATED): Promise<Answer> =>
  t.gateway.emergency.open(actor, id, parameters(...given))

async function opened(id: string, actor = PHYSICIAN): Promise<string> {
  return String(named(await open(id, actor), 'session')?.['valueId'])
}

function named(answer: Answer, name: string): Json | undefined {
  return (bodyOf(answer)['parameter'] as Json[]).find((each) => each['name'] === name)
}

function close(
  id: string,
  session: string,
  { actor = PHYSICIAN, facts = FACTS }: { actor?: Actor; facts?: Readonly<Record<string, Json>> } = {},
): Promise<Answer> {
  const given = Object.entries(facts).map(([name, value]) => ({ name, ...value }))
  return t.gateway.emergency.close(actor, id, parameters({ name: 'session', valueId: session }, ...given))
}

type Issue = { code: string; diagnostics: string; expression?: string[] }
const issuesOf = (answer: Answer): Issue[] => (answer.body as unknown as { issue: Issue[] }).issue

const readAs = (actor: Actor, id: string): Promise<Answer> =>
  t.gateway.disclose.read(actor, { type: 'Condition', id })

/** Reads the diagnosis, to the last byte. */
async function disclosed(of: Linked): Promise<void> {
  const answer = await readAs(PHYSICIAN, of.diagnosis)
  expect(answer.status).toBe(200)
  await answer.settle?.('sent')
}

/** The rules by which emergencies give something of this person. */
async function rulesOf(person: string): Promise<string[]> {
  const rows = await rowsOf<{ rule: string }>(
    t,
    `select distinct unnest(rules) as rule from consent_grant where person = $1 and authority = 'emergency'`,
    person,
  )
  return rows.map(({ rule }) => rule)
}

/** The records of emergency disclosures that the center keeps of its client. */
const recordsOf = ({ there }: Linked): Promise<Resource[]> =>
  search(t, CENTER, 'Communication', {
    patient: `Patient/${there}`,
    category: `${SYSTEM.communicationKind}|${CODE.communicationKind.emergencyDisclosure}`,
  })

async function eventsOf(person: string, code: string): Promise<Json[]> {
  const rows = await rowsOf<{ content: Json }>(
    t,
    'select content from audit_event where person = $1 order by sequence',
    person,
  )
  return rows
    .map(({ content }) => content)
    .filter(({ subtype }) => (subtype as { code: string }[])[0]?.code === code)
}

describe('emergency access is opened', () => {
  test('by a physician of a hospital, for a time that policy bounds', async () => {
    const { here } = await linked()
    const answer = await open(here)
    expect(named(answer, 'opened')?.['valueInstant']).toBe(OPENED)
    expect(named(answer, 'until')?.['valueInstant']).toBe('2026-11-23T16:00:00.000Z')
    expect(named(answer, 'purpose')?.['valueCode']).toBe('ETREAT')
    expect(String(named(answer, 'document')?.['valueString'])).toContain('$close-emergency-access')
  })

  test('and what the patient’s program keeps is read and found until its time is over, and not before', async () => {
    const person = await linked()
    const query = { patient: `Patient/${person.there}` }
    expect((await readAs(PHYSICIAN, person.diagnosis)).status).toBe(404)
    await opened(person.here)
    expect((await readAs(PHYSICIAN, person.diagnosis)).status).toBe(200)
    expect(await search(t, PHYSICIAN, 'Condition', query)).toHaveLength(1)
    t.now = '2026-11-23T15:59:59.999Z'
    expect((await readAs(PHYSICIAN, person.diagnosis)).status).toBe(200)
    t.now = '2026-11-23T16:00:00.000Z'
    expect((await readAs(PHYSICIAN, person.diagnosis)).status).toBe(404)
    expect(await search(t, PHYSICIAN, 'Condition', query)).toEqual([])
  })

  test('for the medical personnel of the hospital, and for nobody else who acts for it', async () => {
    const person = await linked()
    const query = { patient: `Patient/${person.there}` }
    await opened(person.here)
    expect((await readAs(by('lh-nurse'), person.diagnosis)).status).toBe(200)
    const { person: _nobody, ...software } = PHYSICIAN
    for (const actor of [by('lh-engineer'), by('lh-casemanager'), by('lh-privacy'), software]) {
      const refused = await readAs(actor, person.diagnosis)
      expect(textOf(refused)).toBe(textOf(await readAs(actor, UNKNOWN)).replaceAll(UNKNOWN, person.diagnosis))
      expect(refused.status).toBe(404)
      expect(await search(t, actor, 'Condition', query)).toEqual([])
    }
  })

  test('by the rule of its nature, which the decision cites', async () => {
    const person = await linked()
    await opened(person.here)
    expect(await rulesOf(person.there)).toEqual(['R-40'])
    const disaster = await linked()
    const given = [
      { name: 'nature', valueCode: 'declared-disaster' },
      { name: 'consentCannotBeObtained', valueBoolean: true },
      { name: 'programIsClosed', valueBoolean: true },
    ]
    expect((await open(disaster.here, PHYSICIAN, given)).status).toBe(200)
    expect(await rulesOf(disaster.there)).toEqual(['R-41'])
    expect((await readAs(PHYSICIAN, disaster.diagnosis)).status).toBe(200)
  })

  test('for emergency treatment alone: for any other purpose, and to any other partner, nothing opens', async () => {
    const person = await linked()
    await opened(person.here)
    expect((await readAs(HOSPITAL, person.diagnosis)).status).toBe(404)
    expect((await readAs(COURT, person.diagnosis)).status).toBe(404)
  })

  test('never to what a court keeps, which treats nobody', async () => {
    people += 1
    const known = (partner: Partner): Resource =>
      patient(partner, '', {
        name: [{ family: `Mandated${people}`, given: ['Testa'] }],
        identifier: [
          { system: systemOf(partner), value: `mandated-${people}` },
          { system: SSN, value: '900-44-0001' },
        ],
      })
    const inCourt = await create(t, COURT, known('harbor-court'))
    const mandate = await create(t, COURT, {
      resourceType: 'CarePlan',
      status: 'active',
      intent: 'order',
      subject: { reference: `Patient/${inCourt.id ?? ''}` },
    })
    const here = (await create(t, HOSPITAL, known('lakeside'))).id ?? ''
    const links = await rowsOf(
      t,
      `select from identity_link where $1 in (person, other_person) and state = 'linked'`,
      here,
    )
    expect(links).toHaveLength(1)
    await opened(here)
    const read = await t.gateway.disclose.read(PHYSICIAN, { type: 'CarePlan', id: mandate.id ?? '' })
    expect(read.status).toBe(404)
    expect(await rowsOf(t, 'select from delivery where person = $1', inCourt.id)).toEqual([])
  })

  test('never for counseling notes', async () => {
    const person = await linked()
    const note = await create(t, CENTER, {
      resourceType: 'DocumentReference',
      status: 'current',
      meta: {
        security: [{ system: SYSTEM.informationCategory, code: 'counseling-notes' }],
      },
      type: { coding: [{ system: SYSTEM.documentKind, code: CODE.documentKind.sudCounselingNote }] },
      subject: { reference: `Patient/${person.there}` },
      content: [{ attachment: { contentType: 'text/plain', data: 'Tm90ZQ==' } }],
    })
    await opened(person.here)
    const read = await t.gateway.disclose.read(PHYSICIAN, { type: 'DocumentReference', id: note.id ?? '' })
    expect(read.status).toBe(404)
  })

  test('and tells the custodian at once, by reference alone, and the audit of both', async () => {
    const { here, there } = await linked()
    const session = await opened(here)
    await t.deliver()
    const notified = t.sent.filter(({ bundle }) => JSON.stringify(bundle).includes(there))
    expect(notified).toHaveLength(1)
    expect(notified[0]?.endpoint).toBe('https://cedar-bridge.example/inbox')
    expect(JSON.stringify(notified[0]?.bundle)).toContain('emergency-access')
    expect(JSON.stringify(notified[0]?.bundle)).not.toMatch(/lakeside|Phyllis/)
    for (const person of [here, there])
      expect(JSON.stringify(await eventsOf(person, '110127'))).toContain(session)
  })

  test('once, where the request comes again: nobody is told twice, and nothing lasts longer', async () => {
    const { here, there } = await linked()
    const session = await opened(here)
    t.now = '2026-11-23T13:00:00.000Z'
    const again = await open(here)
    expect(named(again, 'session')?.['valueId']).toBe(session)
    expect(named(again, 'until')?.['valueInstant']).toBe('2026-11-23T16:00:00.000Z')
    expect(await rowsOf(t, 'select from emergency_access where person = $1', there)).toHaveLength(1)
    expect(await rowsOf(t, 'select from delivery where person = $1', there)).toHaveLength(1)
  })

  test('by two requests at once, as one session', async () => {
    const { here } = await linked()
    const [one, other] = await Promise.all([open(here), open(here)])
    expect(named(one, 'session')).toEqual(named(other, 'session'))
  })

  test('also for records that are linked while it runs, where it is asked for again', async () => {
    people += 1
    const name = [{ family: `Late${people}`, given: ['Testa'] }]
    const ssn = { system: SSN, value: '900-77-0001' }
    const here =
      (
        await create(
          t,
          HOSPITAL,
          patient('lakeside', '', {
            name,
            identifier: [{ system: systemOf('lakeside'), value: `late-${people}` }, ssn],
          }),
        )
      ).id ?? ''
    await opened(here)
    const there = await create(
      t,
      CENTER,
      patient('cedar-bridge', '', {
        name,
        identifier: [{ system: systemOf('cedar-bridge'), value: `late-${people}` }, ssn],
      }),
    )
    const { id = '' } = await create(t, CENTER, condition(`Patient/${there.id ?? ''}`))
    expect((await readAs(PHYSICIAN, id)).status).toBe(404)
    await open(here)
    expect((await readAs(PHYSICIAN, id)).status).toBe(200)
  })

  test('no longer than the two are taken for one human being', async () => {
    const person = await linked()
    await opened(person.here)
    const [link] = await rowsOf<{ id: string }>(
      t,
      'select id from identity_link where person = $1 or other_person = $1',
      person.there,
    )
    const undone = [
      await t.gateway.links.undo(CENTER, link?.id ?? ''),
      await t.gateway.links.undo(HOSPITAL, link?.id ?? ''),
    ]
    expect(undone.map(({ status }) => status)).toContain(200)
    expect((await readAs(PHYSICIAN, person.diagnosis)).status).toBe(404)
    await open(person.here)
    expect((await readAs(PHYSICIAN, person.diagnosis)).status).toBe(404)
  })
})

describe('emergency access is refused', () => {
  test.each<[string, Actor]>([
    ['for another purpose', HOSPITAL],
    ['to a person who is no medical personnel', { ...PHYSICIAN, person: { id: 'lh-engineer' } }],
    [
      'to a role that the token claims and the directory does not',
      { ...PHYSICIAN, person: { id: 'lh-engineer', role: 'physician' } },
    ],
    [
      'to a person whom the directory does not know',
      { ...PHYSICIAN, person: { id: 'nobody', role: 'physician' } },
    ],
    ['to software without a person', { partner: 'lakeside', purpose: 'ETREAT', tokenId: 't' }],
    ['to a court', { ...COURT, purpose: 'ETREAT' }],
  ])('%s', async (_why, actor) => {
    const { here, diagnosis } = await linked()
    expect((await open(here, actor)).status).toBe(403)
    expect((await readAs(PHYSICIAN, diagnosis)).status).toBe(404)
  })

  test.each<[string, Json[], string]>([
    ['no nature', STATED.slice(1), 'nature'],
    ['a nature that is none', [{ name: 'nature', valueCode: 'curiosity' }, ...STATED.slice(1)], 'nature'],
    ['nothing of consent', STATED.slice(0, 1), 'consentCannotBeObtained'],
    [
      'that consent can be obtained',
      [...STATED.slice(0, 1), { name: 'consentCannotBeObtained', valueBoolean: false }],
      'consentCannotBeObtained',
    ],
    [
      'a disaster, and not that the program is closed',
      [{ name: 'nature', valueCode: 'declared-disaster' }, ...STATED.slice(1)],
      'programIsClosed',
    ],
  ])('where it states %s', async (_what, given, name) => {
    const { here } = await linked()
    const answer = await open(here, PHYSICIAN, given)
    expect(answer.status).toBe(400)
    expect(issuesOf(answer)).toMatchObject([
      { code: 'required', expression: [`Parameters.parameter.where(name = '${name}')`] },
    ])
  })

  test('about the patient of another partner, as about nobody', async () => {
    const { there } = await linked()
    const unknown = '00000000-0000-4000-8000-999999999999'
    const [one, other] = [await open(there), await open(unknown)]
    expect(one.status).toBe(404)
    expect(textOf(one).replaceAll(there, unknown)).toBe(textOf(other))
  })

  test('an error of a product, to all but the medical personnel of the FDA', async () => {
    const { here } = await linked()
    const given = [
      { name: 'nature', valueCode: 'product-error' },
      { name: 'onlyToNotify', valueBoolean: true },
    ]
    expect((await open(here, PHYSICIAN, given)).status).toBe(403)
  })

  test('an error of a product opens to the medical personnel of the FDA, and no other emergency does', async () => {
    people += 1
    const same = (system: string): Json => ({
      name: [{ family: `Recalled${people}`, given: ['Testa'] }],
      identifier: [
        { system, value: `fda-${people}` },
        { system: SSN, value: '900-55-0001' },
      ],
    })
    const there = await create(t, CENTER, patient('cedar-bridge', '', same(systemOf('cedar-bridge'))))
    const { id = '' } = await create(t, CENTER, condition(`Patient/${there.id ?? ''}`))
    const medication = await create(t, CENTER, {
      resourceType: 'MedicationStatement',
      status: 'active',
      medicationCodeableConcept: { text: 'Invented tablet' },
      subject: { reference: `Patient/${there.id ?? ''}` },
    })
    const physician = by('fda-physician', 'fda')
    const here = await create(t, physician, patient('lakeside', '', same('https://fda.example/records')))
    const given = [
      { name: 'nature', valueCode: 'product-error' },
      { name: 'onlyToNotify', valueBoolean: true },
    ]
    expect((await open(here.id ?? '', physician)).status).toBe(403)
    expect((await open(here.id ?? '', physician, given)).status).toBe(200)
    const asked = { type: 'MedicationStatement', id: medication.id ?? '' }
    expect((await t.gateway.disclose.read(physician, asked)).status).toBe(200)
    expect(await rulesOf(there.id ?? '')).toEqual(['R-42'])
    // It is there to warn of the product, not to treat the patient.
    expect((await readAs(physician, id)).status).toBe(404)
  })

  test('beyond the patients whom one person can have in an emergency at once', async () => {
    const open21 = []
    for (let each = 0; each < 21; each += 1) {
      people += 1
      const name = [{ family: `Many${people}`, given: ['Testa'] }]
      const { id = '' } = await create(t, HOSPITAL, patient('lakeside', `many-${people}`, { name }))
      open21.push((await open(id)).status)
    }
    expect(open21).toEqual([...Array.from({ length: 20 }, () => 200), 422])
  })

  test('while an earlier session of the same person is over and not documented; to others it opens', async () => {
    const [first, second] = [await linked(), await linked()]
    const session = await opened(first.here)
    t.now = '2026-11-23T16:00:00.000Z'
    for (const each of [first, second]) {
      const answer = await open(each.here)
      expect(answer.status).toBe(422)
      expect(issuesOf(answer)[0]?.diagnostics).toContain(session)
      expect(issuesOf(answer)[0]?.diagnostics).toContain(`Patient/${first.here}/$close-emergency-access`)
    }
    expect((await close(first.here, session)).status).toBe(200)
    expect((await open(second.here)).status).toBe(200)
  })
})

describe('a session is closed', () => {
  test('with the facts of 2.51(c), which the custodian then has in the record of its client', async () => {
    const person = await linked()
    const session = await opened(person.here)
    t.now = '2026-11-23T12:05:00.000Z'
    await disclosed(person)
    t.now = '2026-11-23T12:30:00.000Z'
    expect((await close(person.here, session)).status).toBe(200)
    const [record, ...others] = await recordsOf(person)
    expect(others).toEqual([])
    expect(record).toMatchObject({
      status: 'completed',
      subject: { reference: `Patient/${person.there}` },
      sent: '2026-11-23T07:05:00-05:00',
      recipient: [{ reference: 'Organization/lakeside' }],
    })
    const told = JSON.stringify(record)
    for (const fact of Object.values(FACTS)) expect(told).toContain(Object.values(fact)[0])
    const labels = record?.meta?.security?.map(({ code }) => code)
    expect(labels).toEqual(expect.arrayContaining(['R', '42CFRPart2']))
    expect(JSON.stringify(await eventsOf(person.there, '110138'))).toContain(session)
    await t.deliver()
    expect(
      t.sent.filter(({ bundle }) => JSON.stringify(bundle).includes(`Communication/${record?.id ?? ''}`)),
    ).toHaveLength(1)
  })

  test('as a record that meets its profile', async () => {
    const person = await linked()
    const session = await opened(person.here)
    t.now = '2026-11-23T12:05:00.000Z'
    await disclosed(person)
    await close(person.here, session)
    const [resource] = await recordsOf(person)
    if (!resource) throw new Error('there is no record')
    const checked = await t.gateway.validate(CENTER, { type: 'Communication', resource })
    const found = (checked.body as { issue?: { severity: string }[] } | undefined)?.issue ?? []
    expect(found.filter(({ severity }) => severity === 'error' || severity === 'fatal')).toEqual([])
  })

  test('and access ends at once', async () => {
    const person = await linked()
    const session = await opened(person.here)
    t.now = '2026-11-23T12:05:00.000Z'
    await disclosed(person)
    await close(person.here, session)
    expect((await readAs(PHYSICIAN, person.diagnosis)).status).toBe(404)
    // A new emergency is a new session.
    expect(await opened(person.here)).not.toBe(session)
  })

  test('and a colleague’s session about the same patient goes on', async () => {
    const person = await linked()
    const session = await opened(person.here)
    t.now = '2026-11-23T12:30:00.000Z'
    const other = await opened(person.here, by('lh-nurse'))
    expect(other).not.toBe(session)
    expect((await readAs(PHYSICIAN, person.diagnosis)).status).toBe(200)
    await close(person.here, session)
    expect((await readAs(by('lh-nurse'), person.diagnosis)).status).toBe(200)
    await close(person.here, other, {
      actor: by('lh-nurse'),
      facts: { ...FACTS, date: { valueDateTime: '2026-11-23T12:30:00Z' } },
    })
    expect((await readAs(by('lh-nurse'), person.diagnosis)).status).toBe(404)
    // Each session has a record of its own: both gave access to what was disclosed.
    expect(await recordsOf(person)).toHaveLength(2)
  })

  test('without a record where nothing was disclosed; the answer is the same', async () => {
    const [one, other] = [await linked(), await linked()]
    const sessions = [await opened(one.here), await opened(other.here)]
    t.now = '2026-11-23T12:05:00.000Z'
    await disclosed(one)
    const answers = [await close(one.here, sessions[0] ?? ''), await close(other.here, sessions[1] ?? '')]
    expect(await recordsOf(one)).toHaveLength(1)
    expect(await recordsOf(other)).toEqual([])
    const [first = '', second = ''] = answers.map(textOf)
    expect(first.replace(sessions[0] ?? '', '')).toBe(second.replace(sessions[1] ?? '', ''))
  })

  test('by a privacy officer of the hospital too, and by no other colleague', async () => {
    const person = await linked()
    const session = await opened(person.here)
    t.now = '2026-11-23T12:05:00.000Z'
    await disclosed(person)
    for (const id of ['lh-casemanager', 'lh-engineer', 'lh-nurse'])
      expect((await close(person.here, session, { actor: by(id) })).status).toBe(403)
    expect(await recordsOf(person)).toEqual([])
    expect((await close(person.here, session, { actor: by('lh-privacy') })).status).toBe(200)
    expect(await recordsOf(person)).toHaveLength(1)
  })

  test('before a disclosure or after it, never meanwhile: what has left is in the record', async () => {
    for (let round = 0; round < 5; round += 1) {
      const person = await linked()
      const session = await opened(person.here)
      t.now = '2026-11-23T12:05:00.000Z'
      const [read, closed] = await Promise.all([
        readAs(PHYSICIAN, person.diagnosis),
        close(person.here, session),
      ])
      expect(closed.status).toBe(200)
      expect(await recordsOf(person)).toHaveLength(read.status === 200 ? 1 : 0)
      t.now = OPENED
    }
  })

  test('and the accounting names the emergency as the authority', async () => {
    const person = await linked()
    const session = await opened(person.here)
    t.now = '2026-11-23T12:05:00.000Z'
    await disclosed(person)
    const { csv = '', body } = await t.gateway.accounting(CENTER, person.there, [])
    expect(JSON.stringify(body)).toContain(`emergency/${session}`)
    expect(csv).toContain('medical emergency (42 CFR 2.51)')
  })
})

describe('a session is not closed', () => {
  const without = (name: string): Readonly<Record<string, Json>> =>
    Object.fromEntries(Object.entries(FACTS).filter(([each]) => each !== name))

  test.each([
    ['personnel', '2.51(c)(1)', 'the medical personnel who received the records'],
    ['affiliation', '2.51(c)(1)', 'the medical personnel who received the records'],
    ['discloser', '2.51(c)(2)', 'the person who opened the session'],
    ['date', '2.51(c)(3)', 'the person who opened the session'],
    ['nature', '2.51(c)(4)', 'the medical personnel who treated the patient'],
  ])(
    'without %s (42 CFR %s): the refusal says where it belongs and who supplies it',
    async (name, cite, who) => {
      const person = await linked()
      const session = await opened(person.here)
      t.now = '2026-11-23T12:05:00.000Z'
      await disclosed(person)
      for (const facts of [without(name), { ...FACTS, [name]: { valueString: '  ', valueDateTime: ' ' } }]) {
        const answer = await close(person.here, session, { facts })
        expect(answer.status).toBe(422)
        expect(issuesOf(answer)).toMatchObject([
          { code: 'required', expression: [`Parameters.parameter.where(name = '${name}')`] },
        ])
        expect(issuesOf(answer)[0]?.diagnostics).toContain(`42 CFR ${cite}`)
        expect(issuesOf(answer)[0]?.diagnostics).toContain(who)
      }
      expect(await recordsOf(person)).toEqual([])
      expect((await readAs(PHYSICIAN, person.diagnosis)).status).toBe(200)
    },
  )

  test('without any fact: each of them is named', async () => {
    const { here } = await linked()
    const answer = await close(here, await opened(here), { facts: {} })
    expect(issuesOf(answer)).toHaveLength(5)
  })

  test.each<[string, Json]>([
    ['has no time', { valueDateTime: '2026-11-23' }],
    ['has no zone', { valueDateTime: '2026-11-23T12:05:00' }],
    ['is none', { valueDateTime: '2026-13-45T12:05:00Z' }],
    ['is before the session', { valueDateTime: '2026-11-23T11:59:58Z' }],
    ['is to come', { valueDateTime: '2026-11-23T12:30:00Z' }],
  ])('with a date that %s', async (_what, date) => {
    const { here } = await linked()
    const session = await opened(here)
    t.now = '2026-11-23T12:10:00.000Z'
    const answer = await close(here, session, { facts: { ...FACTS, date } })
    expect([answer.status, issuesOf(answer)]).toMatchObject([
      422,
      [{ code: 'value', expression: ["Parameters.parameter.where(name = 'date')"] }],
    ])
  })

  test.each([
    ['a control character', 'a\u0000b'],
    ['more than it holds', 'x'.repeat(2_001)],
  ])('with a fact of %s', async (_what, valueString) => {
    const { here } = await linked()
    const answer = await close(here, await opened(here), { facts: { ...FACTS, nature: { valueString } } })
    expect([answer.status, issuesOf(answer)]).toMatchObject([422, [{ code: 'value' }]])
  })

  test('twice, nor by two at once: there is one record', async () => {
    const person = await linked()
    const session = await opened(person.here)
    t.now = '2026-11-23T12:05:00.000Z'
    await disclosed(person)
    const both = await Promise.all([close(person.here, session), close(person.here, session)])
    expect(both.map(({ status }) => String(status)).toSorted()).toEqual(['200', '409'])
    expect((await close(person.here, session)).status).toBe(409)
    expect(await recordsOf(person)).toHaveLength(1)
  })

  test('by another partner, nor through another patient: it does not exist for them', async () => {
    const [one, other] = [await linked(), await linked()]
    const session = await opened(one.here)
    t.now = '2026-11-23T12:10:00.000Z'
    expect((await close(other.here, session)).status).toBe(404)
    expect((await close(one.here, 'none')).status).toBe(404)
    expect((await close(one.here, session, { actor: CENTER })).status).toBe(404)
    expect((await close(one.there, session, { actor: CENTER })).status).toBe(404)
    expect((await close(one.here, session)).status).toBe(200)
  })

  test('by software without a person', async () => {
    const { here } = await linked()
    const actor = { partner: 'lakeside', purpose: 'ETREAT', tokenId: 't' }
    expect((await close(here, await opened(here), { actor })).status).toBe(403)
  })
})
