/**
 * Resources as other guides publish them are kept where nothing here speaks against them, and refused with the element,
 * the reason and the way out where something does. What is kept but has less effect than it seems to is said too.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { rewriteReferences } from '../../src/fhir/reference.ts'
import { isResource } from '../../src/fhir/resource.ts'
import type { Bundle, Issue, Resource } from '../../src/fhir/resource.ts'
import type { Answer } from '../../src/gateway/gateway.ts'
import type { Actor } from '../../src/partners/actor.ts'
import { bodyOf, CENTER, COURT, HOSPITAL, openTestGateway, resourcesOf } from '../support/gateway.ts'
import type { TestGateway } from '../support/gateway.ts'
import { bser, HOW, pcf, sdohcc, transactionOf } from './others-examples.ts'
import { condition, organization, patient, systemOf } from './support.ts'
import type { Json } from './support.ts'

let t: TestGateway
beforeAll(async () => {
  t = await openTestGateway()
})
afterAll(() => t.close())

const submit = (actor: Actor, bundle: Bundle): Promise<Answer> => t.gateway.receive.transaction(actor, bundle)
const write = (actor: Actor, resource: Resource): Promise<Answer> =>
  t.gateway.receive.write(actor, { kind: 'create', type: resource.resourceType, resource })

/** `element: what is said of it`, of an answer's errors or warnings. */
function told(issues: readonly Issue[]): string[] {
  return issues.map(({ expression = [], diagnostics }) => `${expression.join(' ')}: ${diagnostics}`)
}

const issuesOf = ({ body }: Answer): string[] => told((body as Json)['issue'] as Issue[])

/** What is said of the entries of a transaction that were kept. */
function warnings(answer: Resource): string[] {
  const outcomes = ((answer as Bundle).entry ?? []).flatMap(({ response }) => response?.outcome ?? [])
  return outcomes.flatMap((outcome) => told((outcome as Json)['issue'] as Issue[]))
}

async function newPatient(actor: Actor, key: string): Promise<string> {
  const kept = bodyOf(await write(actor, patient(actor.partner as 'lakeside', key)), 201)
  return `Patient/${kept.id ?? ''}`
}

describe.each([
  ['the treatment center', CENTER],
  ['the hospital', HOSPITAL],
  ['the court', COURT],
])('%s submits', (_name, actor) => {
  describe.each(Object.entries(HOW))('with %s', (_how, named) => {
    test.each([
      ['SDOH Clinical Care', sdohcc()],
      ['BSeR', bser()],
    ])('the referral of %s in any order: kept whole', async (_guide, resources) => {
      for (const each of [resources, resources.toReversed()]) {
        const kept = resourcesOf(bodyOf(await submit(actor, transactionOf(each, named))))
        const at = (type: string): string =>
          `${type}/${kept.find(({ resourceType }) => resourceType === type)?.id ?? ''}`
        const task = kept.find(({ resourceType }) => resourceType === 'Task')
        expect(kept).toHaveLength(resources.length)
        expect(task).toMatchObject({
          for: { reference: at('Patient') },
          focus: { reference: at('ServiceRequest') },
        })
      }
    })
  })

  test('a referral to staff of its own: kept, and told that it goes to nobody', async () => {
    expect(warnings(bodyOf(await submit(actor, transactionOf(sdohcc()))))).toEqual([
      expect.stringMatching(
        /^Bundle\.entry\[4\]\.resource: Without a provision it permits and denies nothing; add /,
      ),
      expect.stringMatching(
        /^Bundle\.entry\[6\]\.resource\.owner: The referral stays with you: .*; name one as /,
      ),
    ])
    expect(warnings(bodyOf(await submit(actor, transactionOf(bser()))))).toEqual([
      expect.stringMatching(
        /supportingInfo\[0\]: Bundle\/request-document-1 leads nowhere: .*; put it into contained/,
      ),
      expect.stringMatching(/output\[0\]\.valueReference: Bundle\/feedback-document-1 leads nowhere: /),
      expect.stringMatching(/resource\.code: The referral stays with you: .* code fulfill .*; add it\.$/),
    ])
  })
})

test('a referral of another guide goes to a partner once its parties are partners, whatever its codes are', async () => {
  const parties = { requester: organization('lakeside'), owner: organization('cedar-bridge') }
  const before = t.sent.length
  for (const resources of [
    sdohcc(parties),
    bser({ ...parties, code: sdohcc().at(-1)?.['code'], businessStatus: undefined }),
  ])
    bodyOf(await submit(HOSPITAL, JSON.parse(JSON.stringify(transactionOf(resources))) as Bundle))
  await t.deliver()
  expect(t.sent).toHaveLength(before + 2)
})

test('a referral that is said to be accepted already is refused: the receiver accepts', async () => {
  const parties = { requester: organization('lakeside'), owner: organization('cedar-bridge') }
  const answer = await submit(HOSPITAL, transactionOf(sdohcc({ ...parties, status: 'accepted' })))
  expect(answer.status).toBe(422)
  expect(issuesOf(answer)).toEqual([
    expect.stringMatching(
      /resource\.status .*: A referral cannot begin as accepted by the requester\. .* may set: drafted/,
    ),
  ])
})

describe('consents', () => {
  const TREAT = { system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'TREAT' }
  const label = (code: string): Json => ({
    system: 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality',
    code,
  })
  const at = (key: string): Promise<string> => newPatient(CENTER, `consent-${key}`)

  test.each([
    [
      'basic',
      { type: 'permit', purpose: [TREAT] },
      /permits nothing: The release does not say which information/,
    ],
    [
      'of a timeframe',
      { type: 'permit', purpose: [TREAT], dataPeriod: { start: '2026-01-01' } },
      /permits nothing: The release limits itself in a way that the gateway cannot check/,
    ],
    [
      'of what is not restricted',
      {
        type: 'permit',
        purpose: [TREAT],
        securityLabel: [label('N')],
        provision: [{ type: 'deny', securityLabel: [label('R')] }],
      },
      /permits nothing: The release names no recipient/,
    ],
  ])(
    'a PCF consent, %s, is kept and permits nothing, and the center is told why',
    async (key, provision, why) => {
      const answer = await write(CENTER, pcf(await at(key), provision))
      expect(answer.status).toBe(201)
      expect(told(answer.warnings ?? [])).toContainEqual(expect.stringMatching(why))
      const audited = await t.database.query(
        `select 1 from audit_event where content::text like '%kept against%' limit 1`,
      )
      expect(audited.rowCount).toBe(0)
      const { warnings: said = [] } = answer
      expect(
        said.every(
          ({ severity, diagnostics }) => severity === 'warning' && diagnostics?.includes(' To be mended by '),
        ),
      ).toBe(true)
    },
  )

  test('a PCF dissent is kept as a restriction, without a warning', async () => {
    const answer = await write(CENTER, pcf(await at('deny'), { type: 'deny', purpose: [TREAT] }))
    expect([answer.status, answer.warnings]).toEqual([201, undefined])
  })

  test('a consent to what another organization discloses stays proposed, and its sender is told so', async () => {
    const answer = await write(
      CENTER,
      pcf(await at('other'), { type: 'permit', purpose: [TREAT] }, 'lakeside'),
    )
    expect(bodyOf(answer, 201)['status']).toBe('proposed')
    expect(told(answer.warnings ?? [])).toEqual([
      expect.stringMatching(
        /^Consent\.status: Only cedar-bridge can release its records; .* stays proposed until/,
      ),
    ])
  })

  test('a consent that would have less effect than it seems to is told of by $validate as well', async () => {
    const resource = pcf(await at('validate'), { type: 'permit', purpose: [TREAT] })
    const answer = await t.gateway.validate(CENTER, { type: 'Consent', mode: 'create', resource })
    expect(issuesOf(answer)).toContainEqual(expect.stringMatching(/permits nothing/))
  })

  test('a consent of nobody is refused', async () => {
    const answer = await write(CENTER, pcf('Patient/ex-patient', { type: 'permit' }))
    expect(answer.status).toBe(422)
    expect(issuesOf(answer)).toContainEqual(
      expect.stringMatching(/^Consent\.patient: Patient\/ex-patient is not known; refer to/),
    )
  })
})

describe('references', () => {
  const of = (subject: Json): Resource => ({ ...condition('x'), subject })

  test('what the sender has not sent: refused once for each element, with the ways out', async () => {
    const answer = await write(HOSPITAL, {
      ...condition('Patient/example'),
      encounter: { reference: 'Encounter/e-1' },
    })
    expect(answer.status).toBe(422)
    expect(issuesOf(answer)).toEqual([
      expect.stringMatching(
        /^Condition\.subject: Patient\/example is not known; .* in the same transaction under the fullUrl/,
      ),
      expect.stringMatching(/^Condition\.encounter: Encounter\/e-1 is not known; /),
    ])
  })

  test('what no record here can be: a warning, or a refusal where the resource would be empty without it', async () => {
    const subject = { reference: await newPatient(HOSPITAL, 'unkept') }
    const report = {
      resourceType: 'DiagnosticReport',
      status: 'final',
      code: { text: 'Film' },
      subject,
      media: [{ link: { reference: 'Media/film-1' } }],
    }
    const kept = await write(HOSPITAL, report)
    expect([kept.status, ...told(kept.warnings ?? [])]).toEqual([
      201,
      expect.stringMatching(
        /^DiagnosticReport\.media\[0\]\.link: Media\/film-1 leads nowhere: Media is not kept here/,
      ),
    ])
    const prescription = {
      resourceType: 'MedicationRequest',
      status: 'active',
      intent: 'order',
      subject,
      medicationReference: { reference: 'Medication/med-1' },
    }
    const refused = await write(HOSPITAL, prescription)
    expect([refused.status, ...issuesOf(refused)]).toEqual([
      422,
      expect.stringMatching(
        /^MedicationRequest\.medicationReference: Medication\/med-1 leads nowhere: .* contained, or name/,
      ),
    ])
    const contained = {
      ...prescription,
      contained: [{ resourceType: 'Medication', id: 'm', code: { text: 'A film' } }],
    }
    expect((await write(HOSPITAL, { ...contained, medicationReference: { reference: '#m' } })).status).toBe(
      201,
    )
  })

  test('conditional references: resolved in a transaction, refused elsewhere', async () => {
    await newPatient(HOSPITAL, 'by-condition')
    const resource = of({ reference: `Patient?identifier=${systemOf('lakeside')}|patient-by-condition` })
    expect(resourcesOf(bodyOf(await submit(HOSPITAL, transactionOf([resource]))))[0]?.['subject']).toEqual({
      reference: expect.stringMatching(/^Patient\/[0-9a-f-]{36}$/),
    })
    const alone = await write(HOSPITAL, resource)
    expect([alone.status, ...issuesOf(alone)]).toEqual([
      422,
      expect.stringMatching(
        /^Condition\.subject: A conditional reference is resolved in a transaction only; send/,
      ),
    ])
  })

  test('a patient by identifier or in words: kept in nobody’s record, which is said', async () => {
    for (const subject of [
      { identifier: { system: 'http://hospital.example.org/mrn', value: 'K-1' } },
      { display: 'Testa' },
    ]) {
      const answer = await write(HOSPITAL, of(subject))
      expect([answer.status, ...told(answer.warnings ?? [])]).toEqual([
        201,
        expect.stringMatching(
          /^Condition\.subject: This leads to no Patient here: .*; refer to a Patient of yours/,
        ),
      ])
    }
  })

  test('an entry without a fullUrl is no name for a record that is here', async () => {
    const known = await newPatient(HOSPITAL, 'known')
    const bundle = transactionOf(
      [{ ...patient('lakeside', 'twin'), id: known.split('/')[1] ?? '' }, condition(known)],
      HOW['no full URLs'],
    )
    const [, kept] = resourcesOf(bodyOf(await submit(HOSPITAL, bundle)))
    expect(kept?.['subject']).toEqual({ reference: known })
  })
})

describe('a transaction that cannot be', () => {
  test('all that is not kept here is named at once', async () => {
    const answer = await submit(
      HOSPITAL,
      transactionOf([...sdohcc(), { resourceType: 'Device', id: 'd' }, { resourceType: 'Media', id: 'm' }]),
    )
    expect([answer.status, ...issuesOf(answer)]).toEqual([
      404,
      expect.stringMatching(/^Bundle\.entry\[7\]\.resource: Device is not kept here/),
      expect.stringMatching(/^Bundle\.entry\[8\]\.resource: Media is not kept here/),
    ])
  })

  test('the sender’s own ids in a PUT: refused entry by entry, with what to send instead', async () => {
    const bundle = transactionOf(sdohcc())
    const entry = (bundle.entry ?? []).map((each) => ({
      ...each,
      request: {
        method: 'PUT' as const,
        url: `${each.resource?.resourceType ?? ''}/${each.resource?.id ?? ''}`,
      },
    }))
    const answer = await submit(HOSPITAL, { ...bundle, entry })
    expect([answer.status, issuesOf(answer).length]).toEqual([404, entry.length])
    expect(issuesOf(answer)[0]).toMatch(
      /^Bundle\.entry\[0\]\.resource\.id: Patient\/person-1 is not known\. Ids are given here: create it by POST, or/,
    )
  })

  test('a message Bundle, as BSeR sends it: refused with what is taken', async () => {
    const answer = await submit(HOSPITAL, { ...transactionOf(bser()), type: 'message' })
    expect([answer.status, ...issuesOf(answer)]).toEqual([
      400,
      expect.stringMatching(/^Bundle\.type: Only a Bundle of type transaction or batch/),
    ])
  })
})

const shared = process.env['THROUGHLINE_SHARED']
if (!shared) console.info('THROUGHLINE_SHARED is not set: US Core’s own examples are not submitted.')
const published = shared ? test : test.skip

published('all of US Core’s own examples of the types that are kept, as one transaction', async () => {
  const folder = `${shared ?? ''}/corpus/uscore`
  const resources = readdirSync(folder)
    .map((file) => JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as unknown)
    .filter(isResource)
    .filter(({ resourceType }) => t.ground.content.isKept(resourceType))
  const refused = await submit(HOSPITAL, transactionOf(resources))
  expect([refused.status, ...issuesOf(refused)]).toEqual([
    422,
    expect.stringMatching(/resource\.medicationReference: Medication\/uscore-med2 leads nowhere/),
  ])
  const rest = resources.filter(({ medicationReference }) => {
    const { reference = '' } = (medicationReference ?? {}) as { reference?: string }
    return !reference.startsWith('Medication/')
  })
  expect(rest).toHaveLength(resources.length - 1)
  const kept = resourcesOf(bodyOf(await submit(HOSPITAL, transactionOf(rest))))
  expect(kept).toHaveLength(rest.length)
  // Each element that was sent is kept; references lead to what they meant.
  const plain = (resource: Resource): Json => {
    const { id: _id, meta: _meta, ...elements } = rewriteReferences(resource, () => '')
    return elements
  }
  expect(kept.map(plain)).toEqual(rest.map(plain))
})
