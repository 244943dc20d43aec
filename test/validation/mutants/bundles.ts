/** Faults of Bundles: fullUrl, links, what a search finds, what documents and messages have with them. */
import { now } from '../world.ts'
import { mutantAt, type Json, type Mutant, type Parent } from './mutant.ts'
import { checkByType } from './parents.ts'
import { text } from './narrative.ts'

const BASE = 'https://example.test/fhir/'
const COUNT = 10

const patient = (id: string): Json => ({ resourceType: 'Patient', id, text, active: true })
const entryOf = (resource: Json): Json => ({
  fullUrl: `${BASE}${String(resource['resourceType'])}/${String(resource['id'])}`,
  resource,
})
const ids = Array.from({ length: COUNT }, (_, index) => `p${String(index)}`)

function parentOf(name: string, resource: Json): Parent {
  return { name, resource: JSON.parse(JSON.stringify(resource)) as Json, check: checkByType }
}

export function* bundleMutants(): Generator<Mutant> {
  yield* fullUrls()
  yield* links()
  yield* searches()
  yield* documents()
  yield* orphans()
  yield* messages()
}

function* fullUrls(): Generator<Mutant> {
  const parent = parentOf('urls', {
    resourceType: 'Bundle',
    type: 'collection',
    entry: ids.map((id) => entryOf(patient(id))),
  })
  for (const [index, id] of ids.entries()) {
    const fault = {
      code: 'value',
      rule: 'bundle-full-url',
      expression: `Bundle.entry[${String(index)}].fullUrl`,
    } as const
    const at = ['entry', index, 'fullUrl']
    for (const [title, url] of [
      ['relative', `Patient/${id}`],
      ['of another id', `${BASE}Patient/other`],
      ['of another type', `${BASE}Person/${id}`],
    ] as const)
      yield {
        ...mutantAt(parent, at, () => url, fault),
        kind: `bundle-full-url ${title === 'relative' ? title : 'of another resource'}`,
        name: `${title} ${String(index)}`,
      }
  }
  const withIds = { code: 'value', rule: 'bundle-full-url', kind: 'bundle-full-url relative' } as const
  for (const [index, id] of ids.entries())
    yield mutantAt(parent, ['entry', index, 'fullUrl'], () => `#${id}`, {
      ...withIds,
      expression: `Bundle.entry[${String(index)}].fullUrl`,
    })
}

const ONCE = ['self', 'first', 'last', 'next', 'previous']

function* links(): Generator<Mutant> {
  const link = (relation: string): Json => ({ relation, url: `${BASE}Patient?page=1` })
  const fault = { code: 'structure', rule: 'bundle-link' } as const
  const entry = [entryOf(patient('a'))]
  for (const type of ['searchset', 'history']) {
    const parent = parentOf(`links of ${type}`, {
      resourceType: 'Bundle',
      type,
      link: ONCE.map(link),
      ...(type === 'searchset' && { entry }),
    })
    for (const relation of ONCE)
      for (const place of [ONCE.length, ONCE.indexOf(relation) + 1]) {
        const mutant = mutantAt(
          parent,
          ['link'],
          (links) => (links as Json[]).toSpliced(place, 0, link(relation)),
          {
            ...fault,
            kind: 'bundle-link twice',
            expression: `Bundle.link[${String(place)}]`,
          },
        )
        yield { ...mutant, name: `${relation} again at ${String(place)}` }
      }
  }
  for (const type of [
    'batch',
    'transaction',
    'batch-response',
    'transaction-response',
    'document',
  ] as const) {
    const parent =
      type === 'document'
        ? documentParent()
        : parentOf(`links of ${type}`, { resourceType: 'Bundle', type, link: [link('self')] })
    const count = type === 'document' ? 0 : 1
    for (const relation of ONCE.filter((each) => each !== 'self'))
      yield {
        ...mutantAt(parent, ['link'], (given) => [...((given as Json[] | undefined) ?? []), link(relation)], {
          ...fault,
          kind: 'bundle-link of a page',
          expression: `Bundle.link[${String(count)}]`,
        }),
        name: `${type} ${relation}`,
      }
  }
}

function* searches(): Generator<Mutant> {
  const parent = parentOf('found', {
    resourceType: 'Bundle',
    type: 'searchset',
    total: COUNT,
    link: [{ relation: 'self', url: `${BASE}Patient?active=true` }],
    entry: ids.map((id, index) => ({
      ...entryOf(patient(id)),
      search: { mode: index % 2 === 0 ? 'match' : 'include' },
    })),
  })
  for (const index of ids.keys()) {
    const expression = `Bundle.entry[${String(index)}].resource`
    yield mutantAt(parent, ['entry', index, 'resource', 'id'], () => undefined, {
      code: 'required',
      rule: 'bundle-searchset',
      expression,
    })
    yield mutantAt(parent, ['entry', index, 'search', 'mode'], () => 'outcome', {
      code: 'structure',
      rule: 'bundle-searchset',
      expression,
    })
    if (index % 2 !== 0) continue
    const other = { resourceType: 'Practitioner', id: `p${String(index)}`, text, active: true }
    for (const resource of [
      other,
      { ...other, resourceType: 'Basic', active: undefined, code: { text: 'x' } },
    ])
      yield {
        ...mutantAt(
          parent,
          ['entry', index],
          () => ({ ...entryOf(JSON.parse(JSON.stringify(resource)) as Json), search: { mode: 'match' } }),
          {
            code: 'structure',
            rule: 'bundle-searchset',
            expression,
          },
        ),
        name: `${resource.resourceType} at ${String(index)}`,
      }
  }
}

/** A Composition with every element whose target a document carries, and the targets. */
function documentParent(): Parent {
  const to = (id: string): Json => ({ reference: `Patient/${id}` })
  const author = (id: string): Json => ({ reference: `Practitioner/${id}` })
  const composition = {
    resourceType: 'Composition',
    id: 'c',
    text,
    status: 'final',
    type: { text: 'x' },
    subject: to('p0'),
    encounter: { reference: 'Encounter/e0' },
    date: '2026-01-01',
    author: [author('a0'), author('a1')],
    title: 'x',
    attester: [
      { mode: 'legal', party: author('a2') },
      { mode: 'personal', party: author('a3') },
    ],
    custodian: { reference: 'Organization/o0' },
    event: [{ detail: [to('p1'), to('p2')] }],
    section: [
      {
        title: 's',
        author: [author('a4')],
        focus: to('p3'),
        entry: [to('p4'), to('p5'), to('p6')],
        section: [{ title: 't', entry: [to('p7'), to('p8'), to('p9')] }],
      },
    ],
  }
  return parentOf('document', {
    resourceType: 'Bundle',
    type: 'document',
    identifier: { system: 'urn:ietf:rfc:3986', value: 'urn:x:y' },
    timestamp: now,
    entry: [
      entryOf(composition),
      ...ids.map((id) => entryOf(patient(id))),
      ...['a0', 'a1', 'a2', 'a3', 'a4'].map((id) =>
        entryOf({ resourceType: 'Practitioner', id, text, active: true }),
      ),
      entryOf({ resourceType: 'Organization', id: 'o0', text, name: 'House' }),
      entryOf({
        resourceType: 'Encounter',
        id: 'e0',
        text,
        status: 'finished',
        class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
      }),
    ],
  })
}

/** Where each of the document's resources is referred to, in the order of its entries. */
const REFERRED = [
  'subject',
  'event[0].detail[0]',
  'event[0].detail[1]',
  'section[0].focus',
  'section[0].entry[0]',
  'section[0].entry[1]',
  'section[0].entry[2]',
  'section[0].section[0].entry[0]',
  'section[0].section[0].entry[1]',
  'section[0].section[0].entry[2]',
  'author[0]',
  'author[1]',
  'attester[0].party',
  'attester[1].party',
  'section[0].author[0]',
  'custodian',
  'encounter',
]

function* documents(): Generator<Mutant> {
  const parent = documentParent()
  for (const [index, path] of REFERRED.entries()) {
    const fault = {
      code: 'not-found',
      rule: 'bundle-document',
      expression: `Bundle.entry[0].resource.${path}`,
    } as const
    yield mutantAt(parent, ['entry', index + 1], () => undefined, {
      ...fault,
      kind: 'bundle-document without what it names',
    })
    yield mutantAt(parent, `entry[0].resource.${path}.reference`, (reference) => `${String(reference)}x`, {
      ...fault,
      kind: 'bundle-document without what it names',
    })
    yield mutantAt(parent, `entry[0].resource.${path}.reference`, (given) => `${String(given)}/_history/9`, {
      ...fault,
      kind: 'bundle-document of one version',
    })
    const copied = (entry: unknown): unknown => [
      ...(entry as Json[]),
      {
        ...(entry as Json[])[index + 1],
        resource: { ...((entry as Json[])[index + 1]?.['resource'] as Json), meta: { versionId: '2' } },
      },
    ]
    yield {
      ...mutantAt(parent, ['entry'], copied, { ...fault, kind: 'bundle-document of one version' }),
      name: `two of ${path}`,
    }
  }
}

/** Entries that nothing links with the Composition. */
function* orphans(): Generator<Mutant> {
  const parent = documentParent()
  for (const index of REFERRED.keys())
    for (const resource of [
      patient('nobody'),
      { resourceType: 'Practitioner', id: 'nobody', text, active: true },
    ])
      yield {
        ...mutantAt(
          parent,
          ['entry'],
          (entry) => (entry as Json[]).toSpliced(index + 1, 0, entryOf(resource)),
          {
            code: 'structure',
            rule: 'bundle-orphan',
            expression: `Bundle.entry[${String(index + 1)}]`,
          },
        ),
        name: `${String(resource['resourceType'])} at ${String(index + 1)}`,
      }
}

function* messages(): Generator<Mutant> {
  const many = Array.from({ length: COUNT * 2 }, (_, index) => `m${String(index)}`)
  const header = {
    resourceType: 'MessageHeader',
    id: 'h',
    text,
    eventUri: 'urn:x:event',
    source: { endpoint: 'urn:x:source' },
    focus: many.map((id) => ({ reference: `Patient/${id}` })),
  }
  const parent = parentOf('message', {
    resourceType: 'Bundle',
    type: 'message',
    entry: [entryOf(header), ...many.map((id) => entryOf(patient(id)))],
  })
  for (const index of many.keys()) {
    const fault = {
      code: 'not-found',
      rule: 'bundle-message',
      expression: `Bundle.entry[0].resource.focus[${String(index)}]`,
    } as const
    yield mutantAt(parent, ['entry', index + 1], () => undefined, fault)
    yield mutantAt(
      parent,
      ['entry', 0, 'resource', 'focus', index, 'reference'],
      () => 'Patient/other',
      fault,
    )
  }
}
