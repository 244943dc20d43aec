/** `$validate` and the policy of each partner, through the HTTP doors: what is found, where it stands in what was sent, and what is kept. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { EXTENSION, PROFILE, SYSTEM } from '../../src/fhir/codes.ts'
import type { Actor } from '../../src/partners/actor.ts'
import { CENTER, HOSPITAL, openTestGateway } from '../support/gateway.ts'
import { openHttpGateway } from '../support/http-gateway.ts'
import type { HttpGateway } from '../support/http-gateway.ts'
import { goal as caseGoal, record as caseRecord } from '../intake/record.ts'
import { condition, patient } from './support.ts'

let http: HttpGateway
let own: string

beforeAll(async () => {
  http = await openHttpGateway({ lenient: ['lakeside'] })
  own = `Patient/${(await send('POST', '/fhir/Patient', patient('lakeside', 'p'))).body.id ?? ''}`
})
afterAll(async () => await http.close())

type Json = Record<string, unknown>
type Issue = {
  severity: string
  code: string
  diagnostics: string
  expression?: string[]
  details?: { text: string }
  extension?: { url: string; valueInteger: number }[]
}
type Body = { id?: string; issue?: Issue[]; [name: string]: unknown }
type Sent = { status: number; headers: Headers; body: Body }

async function send(
  method: 'GET' | 'POST' | 'PUT',
  path: string,
  body?: unknown,
  { actor = HOSPITAL, headers = {} }: { actor?: Actor; headers?: Record<string, string> } = {},
): Promise<Sent> {
  const response = await fetch(`${http.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${await http.token(actor)}`,
      'content-type': 'application/fhir+json',
      ...headers,
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? {} : (JSON.parse(text) as Body),
  }
}

/** `severity rule expression line:column` of each issue that is worse than information. */
function told({ body }: Pick<Sent, 'body'>): string[] {
  return (body.issue ?? [])
    .filter(({ severity }) => severity !== 'information')
    .map((issue) => {
      const place = [EXTENSION.issueLine, EXTENSION.issueColumn].map(
        (url) => issue.extension?.find((each) => each.url === url)?.valueInteger ?? '-',
      )
      return `${issue.severity} ${issue.details?.text ?? issue.code} ${issue.expression?.[0] ?? ''} ${place.join(':')}`
    })
}

async function kept(): Promise<number> {
  const { rows } = await http.t.database.query<{ count: string }>('select count(*) from resource')
  return Number(rows[0]?.count)
}

const DIAGNOSIS = PROFILE.diagnosis
const OWN_GOAL = PROFILE.goal

/** Against the profile goal (no start, no due date), not against FHIR. */
const goal = (more: Json = {}): Json => ({
  resourceType: 'Goal',
  meta: { profile: [OWN_GOAL] },
  lifecycleStatus: 'active',
  description: { text: 'A roof of my own.' },
  subject: { reference: own },
  ...more,
})

describe('$validate on a type', () => {
  test('a bare resource, with the places of its faults', async () => {
    const text = `{\r\n  "resourceType": "Goal",\n  "lifecycleStatus": "actif",\n  "description": {"text": "x", "texts": 1}\n}`
    const answer = await send('POST', '/fhir/Goal/$validate', text)
    expect([answer.status, told(answer).sort()]).toEqual([
      200,
      [
        'error binding-required Goal.lifecycleStatus 3:3',
        'error cardinality-min Goal.subject 1:1',
        'error unknown-element Goal.description.texts 4:32',
      ],
    ])
  })

  test('a resource within Parameters has its places there', async () => {
    const text = `{"resourceType":"Parameters","parameter":[
{"name":"profile","valueUri":"${DIAGNOSIS}"},
{"name":"resource","resource":{"resourceType":"Condition","code":{"text":"x"},
"subject":{"reference":"${own}"}}}]}`
    const answer = await send('POST', '/fhir/Condition/$validate', text)
    expect(answer.status).toBe(200)
    expect(told(answer)).toContain('error cardinality-min Condition.category 3:20')
    expect(told(answer)).toContain('error slice-min Condition.code.coding 3:59')
  })

  test('a profile that is asked for in the address, also one of FHIR itself', async () => {
    const bare = condition(own)
    const by = async (profile: string): Promise<string[]> =>
      told(await send('POST', `/fhir/Condition/$validate?profile=${encodeURIComponent(profile)}`, bare))
    expect(await by(`${DIAGNOSIS}|9.9`)).toContain('error cardinality-min Condition.category 1:1')
    expect(await by('http://hl7.org/fhir/StructureDefinition/Condition')).toEqual([])
    expect(await by('http://hl7.org/fhir/StructureDefinition/Patient')).toEqual([
      'error resource-type Condition 1:1',
    ])
  })

  test('nothing at fault', async () => {
    const { status, body } = await send('POST', '/fhir/Condition/$validate', condition(own))
    expect([status, told({ body })]).toEqual([200, []])
  })

  test.each<readonly [name: string, path: string, body: unknown, issue: string]>([
    [
      'an unknown profile',
      '/fhir/Goal/$validate?profile=https://x.example/none',
      { resourceType: 'Goal' },
      "error not-found Parameters.parameter.where(name = 'profile') -:-",
    ],
    [
      'an unknown mode',
      '/fhir/Goal/$validate',
      {
        resourceType: 'Parameters',
        parameter: [{ name: 'mode', valueCode: 'upsert' }],
      },
      'error code-invalid Parameters.parameter[0] 1:43',
    ],
    [
      'an unknown parameter',
      '/fhir/Goal/$validate',
      { resourceType: 'Parameters', parameter: [{ name: 'usageContext' }] },
      'error not-supported Parameters.parameter[0] 1:43',
    ],
    [
      'a mode that needs what is here',
      '/fhir/Goal/$validate?mode=update',
      { resourceType: 'Goal' },
      "error invalid Parameters.parameter.where(name = 'mode') -:-",
    ],
    [
      'a mode that needs a profile',
      '/fhir/Goal/$validate?mode=profile',
      { resourceType: 'Goal' },
      "error required Parameters.parameter.where(name = 'mode') -:-",
    ],
    ['two profiles', '/fhir/Goal/$validate?profile=a&profile=b', { resourceType: 'Goal' }, 'error invalid'],
    ['no resource', '/fhir/Goal/$validate', { resourceType: 'Parameters', parameter: [] }, 'error required'],
    ['no body', '/fhir/Goal/$validate', undefined, 'error required'],
    ['another type', '/fhir/Goal/$validate', { resourceType: 'Task' }, 'error invalid'],
    ['no JSON', '/fhir/Goal/$validate', '{\n "a": tru }', 'error structure  2:7'],
    [
      'an unknown name in the address',
      '/fhir/Goal/$validate?modus=create',
      goalOfNobody(),
      'error not-supported',
    ],
  ])('%s', async (_, path, body, issue) => {
    const answer = await send('POST', path, body)
    expect([answer.status, told(answer)]).toEqual([400, [expect.stringContaining(issue)]])
  })
})

function goalOfNobody(): Json {
  return { resourceType: 'Goal', lifecycleStatus: 'active', description: { text: 'x' }, subject: {} }
}

describe('modes', () => {
  test('create says what a create would say, and keeps nothing', async () => {
    const before = await kept()
    const stranger = condition('Patient/00000000-0000-4000-8000-999999999999')
    const asked = await send('POST', '/fhir/Condition/$validate?mode=create', stranger)
    expect([asked.status, told(asked)]).toEqual([
      200,
      [`error not-found Condition.subject 1:${String(JSON.stringify(stranger).indexOf('"subject"') + 1)}`],
    ])
    expect((await send('POST', '/fhir/Condition', stranger)).status).toBe(422)
    const fine = await send('POST', '/fhir/Condition/$validate?mode=create', condition(own))
    expect(told(fine)).toEqual([])
    expect(await kept()).toBe(before)
  })

  test('what the custodian would be warned of is a warning for a create, and a fault by itself', async () => {
    expect(told(await send('POST', '/fhir/Goal/$validate?mode=create', goal()))).toEqual(
      expect.arrayContaining([expect.stringContaining('warning tl-goal-start')]),
    )
    expect(told(await send('POST', '/fhir/Goal/$validate', goal()))).toEqual(
      expect.arrayContaining([expect.stringContaining('error tl-goal-start')]),
    )
  })

  test('update, profile and delete of what is here; what is not may be anything', async () => {
    const { id = '' } = (await send('POST', '/fhir/Condition', condition(own))).body
    const at = `/fhir/Condition/${id}/$validate`
    expect(told(await send('GET', at)).filter((each) => each.startsWith('error'))).toEqual([])
    const byProfile = await send('GET', `${at}?mode=profile&profile=${encodeURIComponent(DIAGNOSIS)}`)
    expect(told(byProfile)).toContain('error cardinality-min Condition.category -:-')
    expect(told(await send('POST', `${at}?mode=update`, { ...condition(own), id }))).toEqual([])
    expect(told(await send('POST', `${at}?mode=update`, { ...condition('Patient/x'), id }))).not.toEqual([])
    expect((await send('POST', `${at}?mode=update`, condition(own))).status).toBe(400)
    expect(told(await send('POST', `${at}?mode=delete`))).toEqual(['error not-supported  -:-'])
    // Another partner, and an id that nobody has, get the same answer.
    const none = '/fhir/Condition/00000000-0000-4000-8000-999999999998/$validate'
    for (const [method, query, body] of [
      ['GET', '', undefined],
      ['POST', '?mode=delete', undefined],
      ['POST', '?mode=update', { ...condition('Patient/x') }],
    ] as const) {
      const withId = (path: string): unknown => body && { ...body, id: path.split('/')[3] }
      const [theirs, nobodys] = await Promise.all(
        [at, none].map((path) => send(method, path + query, withId(path), { actor: CENTER })),
      )
      expect([theirs?.status, nobodys?.status]).toEqual([404, 404])
      expect(JSON.stringify(theirs?.body).replaceAll(id, 'ID')).toBe(
        JSON.stringify(nobodys?.body).replaceAll('00000000-0000-4000-8000-999999999998', 'ID'),
      )
    }
  })
})

describe('the policy of a partner', () => {
  test('reject: nothing is kept, and each fault has its place', async () => {
    const { id = '' } = (await send('POST', '/fhir/Patient', patient('cedar-bridge', 'q'), { actor: CENTER }))
      .body
    const before = await kept()
    const answer = await send('POST', '/fhir/Goal', goal({ subject: { reference: `Patient/${id}` } }), {
      actor: CENTER,
    })
    expect([answer.status, await kept()]).toEqual([422, before])
    expect(told(answer)).toEqual(
      expect.arrayContaining(['error tl-goal-start Goal 1:1', 'error tl-goal-due Goal 1:1']),
    )
  })

  test('warn: kept, with warnings in the answer and in the audit', async () => {
    const prefer = { headers: { prefer: 'return=OperationOutcome' } }
    const answer = await send('POST', '/fhir/Goal', goal(), prefer)
    expect([answer.status, answer.headers.get('x-validation-warnings')]).toEqual([201, '2'])
    expect(told(answer)).toEqual(['warning tl-goal-start Goal 1:1', 'warning tl-goal-due Goal 1:1'])
    const plain = await send('POST', '/fhir/Goal', goal())
    expect([plain.status, plain.body['resourceType'], plain.headers.get('x-validation-warnings')]).toEqual([
      201,
      'Goal',
      '2',
    ])
    const { rows } = await http.t.database.query<{ content: { outcomeDesc: string } }>(
      `select content from audit_event where content::text like '%Goal/${plain.body.id ?? ''}%'`,
    )
    expect(rows.map(({ content }) => content.outcomeDesc)).toEqual([
      'success: kept against tl-goal-start tl-goal-due',
    ])
  })

  test('warn: in a transaction and a batch, each entry has its own', async () => {
    const entry = (method: string, resource: Json): Json => ({ resource, request: { method, url: 'Goal' } })
    for (const type of ['transaction', 'batch']) {
      const bundle = {
        resourceType: 'Bundle',
        type,
        entry: [entry('POST', goal({ lifecycleStatus: 'proposed' })), entry('POST', goal())],
      }
      const text = JSON.stringify(bundle)
      const { status, body } = await send('POST', '/fhir', text)
      const outcomes = (body['entry'] as { response: { status: string; outcome?: Body } }[]).map(
        ({ response }) => [response.status, response.outcome ? told({ body: response.outcome }) : []],
      )
      const path = type === 'transaction' ? 'Bundle.entry[1].resource' : 'Goal'
      const column =
        text.lastIndexOf('{"resourceType":"Goal"') +
        1 -
        (type === 'transaction' ? '"resource":'.length : '"resource":'.length)
      expect([status, outcomes]).toEqual([
        200,
        [
          ['201', []],
          [
            '201',
            [
              `warning tl-goal-start ${path} 1:${String(column)}`,
              `warning tl-goal-due ${path} 1:${String(column)}`,
            ],
          ],
        ],
      ])
    }
    const broken = {
      resourceType: 'Bundle',
      type: 'batch',
      entry: [entry('POST', { ...goal(), priority: 3 })],
    }
    const { body } = await send('POST', '/fhir', JSON.stringify(broken))
    const [first] = body['entry'] as { response: { outcome: Body } }[]
    const faults = told({ body: first?.response.outcome ?? {} })
    expect(faults).toContain(
      `error type Goal.priority 1:${String(JSON.stringify(broken).indexOf('"priority"') + 1)}`,
    )
  })

  test.each<readonly [name: string, resource: () => Json]>([
    ['FHIR’s own rules', () => goal({ lifecycleStatus: 'actif' })],
    [
      'labels',
      () =>
        goal({
          meta: {
            profile: [OWN_GOAL],
            security: [
              { system: SYSTEM.v3Confidentiality, code: 'R' },
              { system: SYSTEM.v3Confidentiality, code: 'N' },
            ],
          },
        }),
    ],
    ['references', () => ({ ...goal(), subject: { reference: `Group/x` } })],
    ['references to nobody', () => goal({ addresses: [{ reference: 'Condition/x' }] })],
    [
      'releases',
      () => ({
        resourceType: 'Consent',
        meta: { profile: [PROFILE.consent] },
        status: 'active',
        scope: { coding: [{ system: SYSTEM.consentScope, code: 'patient-privacy' }] },
        category: [{ text: 'x' }],
        patient: { reference: own },
        policyRule: { text: 'x' },
        provision: { type: 'permit' },
      }),
    ],
    [
      'what travels between partners',
      () => ({
        resourceType: 'CarePlan',
        meta: { profile: [PROFILE.mandate] },
        status: 'active',
        intent: 'order',
        subject: { reference: own },
      }),
    ],
  ])('warn: never lenient about %s', async (_, resource) => {
    const before = await kept()
    const { resourceType } = resource()
    const answer = await send('POST', `/fhir/${String(resourceType)}`, resource())
    expect([answer.status, await kept()]).toEqual([422, before])
  })
})

test('a case record of a center that is warned is kept with warnings in the report; of another, refused', async () => {
  const record = caseRecord({ goals: [caseGoal()] })
  const refused = await send('POST', '/intake/case-records', record, { actor: CENTER })
  expect([refused.status, told(refused)]).toEqual([
    422,
    expect.arrayContaining(['error tl-goal-due Goal -:-']),
  ])
  const lenient = await openTestGateway({ lenient: ['cedar-bridge'] })
  const { status, body } = await lenient.gateway.receive.caseRecord(CENTER, record)
  const { warnings } = body as unknown as { warnings: Issue[] }
  expect([status, told({ body: { issue: warnings } })]).toEqual([
    200,
    expect.arrayContaining(['warning tl-goal-due Goal -:-']),
  ])
  const { rows } = await lenient.database.query<{ description: string }>(
    `select content->>'outcomeDesc' as description from audit_event where content->>'outcomeDesc' like '%kept against%'`,
  )
  expect(rows[0]?.description).toMatch(/^success: kept against tl-goal-/)
  await lenient.close()
})

test('a case record has the places of its faults', async () => {
  const record = JSON.parse(JSON.stringify(caseRecord())) as { client: Json; record: Json }
  record.client['birthDate'] = 'yesterday'
  const text = JSON.stringify(record, undefined, 1)
  const line = text.slice(0, text.indexOf('"birthDate"')).split('\n').length
  const answer = await send('POST', '/intake/case-records', text, { actor: CENTER })
  expect([answer.status, told(answer)]).toEqual([
    422,
    expect.arrayContaining([`error format CaseRecord.client.birthDate ${String(line)}:3`]),
  ])
})

describe('hostile bodies cost bounded time, and are told where', () => {
  const regex = { url: 'http://hl7.org/fhir/StructureDefinition/regex', valueString: '(a+)+' }
  const item = { linkId: '1', type: 'string', extension: [regex] }
  const evil = {
    resourceType: 'QuestionnaireResponse',
    status: 'completed',
    contained: [{ resourceType: 'Questionnaire', id: 'q', status: 'active', item: [item] }],
    questionnaire: '#q',
    item: [{ linkId: '1', answer: [{ valueString: `${'a'.repeat(9_000)}!` }] }],
  }
  test.each<readonly [name: string, type: string, text: string, told: string]>([
    ['levels', 'Patient', `{"resourceType":"Patient","x":${'['.repeat(200_000)}`, 'error structure  1:'],
    [
      'unclosed',
      'Patient',
      `{"resourceType":"Patient","x":${'{"a":'.repeat(200_000)}`,
      'error structure  1:',
    ],
    [
      'a list',
      'Patient',
      `{"resourceType":"Patient","name":[${'{},'.repeat(30_000)}{}]}`,
      'fatal limit $this 1:1',
    ],
    [
      'findings',
      'Patient',
      `{"resourceType":"Patient","name":[${'{"family":1},\n'.repeat(5_000)}{}]}`,
      'error primitive Patient.name[499].family 500:2',
    ],
    [
      'a number',
      'Observation',
      `{"resourceType":"Observation","valueInteger":${'9'.repeat(100_000)}}`,
      'error primitive Observation.value.ofType(integer) 1:31',
    ],
    [
      'names of JavaScript',
      'Patient',
      '{"resourceType":"Patient","__proto__":{"active":1},\n"toString":1}',
      'error unknown-element Patient.toString 2:1',
    ],
    ['a pattern', 'QuestionnaireResponse', JSON.stringify(evil), 'error questionnaire-pattern'],
  ])('%s', async (_, type, text, expected) => {
    const start = performance.now()
    const answer = await send('POST', `/fhir/${type}/$validate`, text)
    expect(performance.now() - start).toBeLessThan(20_000)
    expect(told(answer)).toContainEqual(expect.stringContaining(expected))
    expect(JSON.stringify(answer.body).length).toBeLessThan(2_000_000)
    expect(({} as Json)['active']).toBeUndefined()
  })
})
