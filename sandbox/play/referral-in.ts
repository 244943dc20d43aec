/** Act 1: the hospital refers a patient to the treatment center, and sees what the client lets it see. */
import type { Acting } from '../client.ts'
import type { Stage, Step } from './stage.ts'

export const PHYSICIAN: Acting = { partner: 'lakeside', person: 'lh-physician', purpose: 'TREAT' }
export const CASE_MANAGER: Acting = { partner: 'cedar-bridge', person: 'cb-casemanager', purpose: 'TREAT' }

const LAKESIDE = { reference: 'Organization/lakeside' }
const CEDAR = { reference: 'Organization/cedar-bridge' }
const RECORDS = 'https://lakeside.example/records'
const BSER = 'http://hl7.org/fhir/us/bser/CodeSystem/TaskBusinessStatusCS'
const CODES = 'https://throughline.example/fhir/CodeSystem'

type Json = Record<string, unknown>

const coded = (system: string, code: string, text?: string): Json => ({
  coding: [{ system, code }],
  ...(text && { text }),
})
const TERMS = 'http://terminology.hl7.org/CodeSystem'
const urn = (n: number): string => `urn:uuid:00000000-0000-4000-8000-00000000000${n}`

/** A transaction that bears being sent twice: each entry is created only where its identifier is not there yet. */
export function transactionOf(
  entries: readonly { resource: Json; identifier: { system: string; value: string } }[],
): Json {
  return {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: entries.map(({ resource, identifier }, index) => ({
      fullUrl: urn(index + 1),
      resource: { ...resource, identifier: [identifier] },
      request: {
        method: 'POST',
        url: resource['resourceType'],
        ifNoneExist: `identifier=${identifier.system}|${identifier.value}`,
      },
    })),
  }
}

export function patientOf({ person }: Stage): Json {
  const { family, given, gender, birthDate } = person
  return { resourceType: 'Patient', active: true, name: [{ family, given }], gender, birthDate }
}

function referral(stage: Stage): Json {
  const { mrn } = stage.person
  const number = (kind: string): { system: string; value: string } => ({
    system: RECORDS,
    value: `${kind}-${mrn.value}`,
  })
  return transactionOf([
    { resource: patientOf(stage), identifier: mrn },
    { resource: problem(), identifier: number('condition') },
    { resource: order(), identifier: number('referral') },
    { resource: tracking(), identifier: number('task') },
  ])
}

function problem(): Json {
  return {
    resourceType: 'Condition',
    clinicalStatus: coded(`${TERMS}/condition-clinical`, 'active'),
    verificationStatus: coded(`${TERMS}/condition-ver-status`, 'provisional'),
    category: [coded(`${TERMS}/condition-category`, 'problem-list-item')],
    code: coded('http://hl7.org/fhir/sid/icd-10-cm', 'F11.20', 'Opioid dependence'),
    subject: { reference: urn(1) },
  }
}

function order(): Json {
  return {
    resourceType: 'ServiceRequest',
    status: 'active',
    intent: 'order',
    priority: 'urgent',
    code: coded(`${CODES}/service-type`, 'withdrawal-management', 'Withdrawal management and assessment'),
    subject: { reference: urn(1) },
    authoredOn: '2026-02-16',
    requester: LAKESIDE,
    performer: [CEDAR],
    reasonReference: [{ reference: urn(2) }],
  }
}

function tracking(): Json {
  return {
    resourceType: 'Task',
    status: 'requested',
    intent: 'order',
    priority: 'urgent',
    code: coded('http://hl7.org/fhir/CodeSystem/task-code', 'fulfill'),
    focus: { reference: urn(3) },
    for: { reference: urn(1) },
    authoredOn: '2026-02-16T10:00:00-05:00',
    requester: LAKESIDE,
    owner: CEDAR,
  }
}

function releaseOfStatus(stage: Stage): Json {
  const { person } = stage
  return {
    resourceType: 'Consent',
    meta: { profile: ['https://throughline.example/fhir/StructureDefinition/consent'] },
    extension: [
      {
        url: 'https://throughline.example/fhir/StructureDefinition/expiration-event',
        valueString: 'When the referral of Lakeside Hospital is closed',
      },
      {
        url: 'https://throughline.example/fhir/StructureDefinition/right-to-revoke-statement',
        valueBoolean: true,
      },
      {
        url: 'https://throughline.example/fhir/StructureDefinition/hipaa-redisclosure-statement',
        valueBoolean: true,
      },
      {
        url: 'https://throughline.example/fhir/StructureDefinition/refusal-consequences-statement',
        valueBoolean: true,
      },
    ],
    identifier: [
      { system: 'https://cedar-bridge.example/records', value: `status-release-${person.clientId}` },
    ],
    status: 'active',
    scope: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/consentscope', code: 'patient-privacy' }],
    },
    category: [
      { coding: [{ system: 'http://loinc.org', code: '64292-6' }] },
      { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'IDSCL' }] },
    ],
    patient: { reference: `Patient/${stage.id('client')}` },
    dateTime: '2026-02-17T09:00:00-05:00',
    performer: [
      { reference: `Patient/${stage.id('client')}`, display: [...person.given, person.family].join(' ') },
    ],
    organization: [CEDAR],
    sourceAttachment: {
      contentType: 'application/pdf',
      title: 'CB-ROI 7: release to Lakeside Hospital, status of its referral',
      creation: '2026-02-17',
    },
    policy: [{ uri: 'https://www.ecfr.gov/current/title-42/chapter-I/subchapter-A/part-2' }],
    policyRule: {
      coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: '42CFRPart2CD' }],
    },
    provision: {
      type: 'permit',
      period: { start: '2026-02-17' },
      actor: [
        {
          role: {
            coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ParticipationType', code: 'IRCP' }],
          },
          reference: LAKESIDE,
        },
      ],
      purpose: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'TREAT' }],
      securityLabel: [{ system: `${CODES}/information-category`, code: 'referral-status' }],
    },
  }
}

/** Moves a Task to a state, as its owner: read it, change it, write it back under If-Match. */
export async function moveTask(
  stage: Stage,
  by: Acting,
  move: { task: string; change: Json; name: string },
): Promise<void> {
  const { body, headers } = await stage.send(by, { method: 'GET', path: `/fhir/Task/${move.task}` })
  const { statusReason: _reason, ...task } = body
  const changed = { ...task, ...move.change }
  await stage.send(by, {
    method: 'PUT',
    path: `/fhir/Task/${move.task}`,
    body: changed,
    headers: { 'if-match': headers.get('etag') ?? '' },
    name: move.name,
  })
}

/** What the codes of BSeR's TaskBusinessStatusCS, and ours beside them, say. */
const WORDS: Readonly<Record<string, string>> = {
  '2.0': 'sent',
  '3.0': 'accepted',
  '5.1.1': 'scheduled',
  '5.1.2': 'did not come',
  'in-service': 'admitted',
  '7.0': 'completed',
}

/** What the asker sees of a Task: its status and business status, and the latter in words. */
export async function seenOf(
  stage: Stage,
  by: Acting,
  task: string,
): Promise<{ code: string; words: string }> {
  const { body } = await stage.send(by, { method: 'GET', path: `/fhir/Task/${task}` })
  const status = String(body['status'])
  const business = body['businessStatus'] as { coding?: { code?: string }[] } | undefined
  const step = business?.coding?.[0]?.code
  const code = step ? `${status} ${step}` : status
  const words = step && WORDS[step]
  return { code, words: words ? `${code} (${words})` : code }
}

type State = { code: string; status: string; business: { system: string; code: string }; title: string }

function step({ code, status, business, title }: State): Step {
  return {
    id: `referral-${code}`,
    title: `Cedar Bridge: ${title}; Lakeside sees it`,
    async play(stage) {
      const change = { status, businessStatus: { coding: [business] } }
      await moveTask(stage, CASE_MANAGER, { task: stage.id('taskAtCedar'), change, name: `task-${code}` })
      await expectSeen(stage, `${status} ${business.code}`)
    },
  }
}

const bser = (code: string): { system: string; code: string } => ({ system: BSER, code })
const local = (code: string): { system: string; code: string } => ({
  system: `${CODES}/referral-business-status`,
  code,
})

async function expectSeen(stage: Stage, expected: string): Promise<void> {
  const seen = await seenOf(stage, PHYSICIAN, stage.id('taskAtLakeside'))
  if (seen.code !== expected) throw new Error(`Lakeside sees '${seen.code}' where '${expected}' was expected`)
  stage.tell(`Lakeside sees: ${seen.words}`)
}

export const referralIn: readonly Step[] = [
  {
    id: 'referral-sent',
    title: 'Lakeside Hospital refers a patient to Cedar Bridge (FHIR transaction)',
    async play(stage) {
      const { body } = await stage.send(PHYSICIAN, {
        method: 'POST',
        path: '/fhir',
        body: referral(stage),
        name: 'referral',
      })
      const locations = ((body['entry'] ?? []) as { response: { location: string } }[]).map(
        ({ response }) => response.location.split('/')[1] ?? '',
      )
      stage.ids['patientAtLakeside'] = locations[0] ?? ''
      stage.ids['taskAtLakeside'] = locations[3] ?? ''
    },
  },
  {
    id: 'referral-arrived',
    title: 'Cedar Bridge finds the referral among its own records',
    async play(stage) {
      const query = `/fhir/Task?part-of=Task/${stage.id('taskAtLakeside')}`
      await stage.until('the referral has reached Cedar Bridge', async () => {
        const { body } = await stage.send(CASE_MANAGER, { method: 'GET', path: query })
        const [entry] = (body['entry'] ?? []) as { resource: { id: string; for: { reference: string } } }[]
        if (!entry) return false
        stage.ids['taskAtCedar'] = entry.resource.id
        stage.ids['client'] = entry.resource.for.reference.split('/')[1] ?? ''
        return true
      })
      const seen = await seenOf(stage, PHYSICIAN, stage.id('taskAtLakeside'))
      if (!seen.code.startsWith('requested'))
        throw new Error(`Lakeside sees '${seen.code}' before any release`)
      stage.tell(`Lakeside sees: ${seen.words}`)
    },
  },
  {
    id: 'status-released',
    title: "Cedar Bridge records the client's release to the hospital of the referral's status",
    async play(stage) {
      const identifier = `https://cedar-bridge.example/records|status-release-${stage.person.clientId}`
      const { body } = await stage.send(CASE_MANAGER, {
        method: 'POST',
        path: '/fhir/Consent',
        body: releaseOfStatus(stage),
        headers: { 'if-none-exist': `identifier=${identifier}` },
        name: 'status-release',
      })
      stage.ids['statusRelease'] = String(body['id'])
    },
  },
  step({ code: 'accepted', status: 'accepted', business: bser('3.0'), title: 'accepts' }),
  step({ code: 'scheduled', status: 'in-progress', business: bser('5.1.1'), title: 'schedules the intake' }),
  step({ code: 'no-show', status: 'in-progress', business: bser('5.1.2'), title: 'reports a no-show' }),
  step({ code: 'scheduled-again', status: 'in-progress', business: bser('5.1.1'), title: 'schedules again' }),
  step({
    code: 'admitted',
    status: 'in-progress',
    business: local('in-service'),
    title: 'admits the client',
  }),
]
