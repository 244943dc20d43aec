/** The shape of transaction and batch Bundles. */
import { describe, expect, test } from '@jest/globals'
import { BUNDLE_ENTRIES_MAX, readBundle } from '../../src/intake/bundle.ts'
import { parseQuery, parseUrl } from '../../src/intake/request-url.ts'

const UUID = 'urn:uuid:00000000-0000-4000-8000-00000000000'
type Json = Record<string, unknown>

const bundle = (entry: unknown, type = 'transaction') => readBundle({ resourceType: 'Bundle', type, entry })
const post = (fields: Json = {}, request: Json = {}): Json => ({
  fullUrl: `${UUID}1`,
  resource: { resourceType: 'Task', status: 'requested' },
  request: { method: 'POST', url: 'Task', ...request },
  ...fields,
})
const put = (id: string, fields: Json = {}): Json => ({
  resource: { resourceType: 'Task', id },
  request: { method: 'PUT', url: `Task/${id}` },
  ...fields,
})

/** Code and expression of each issue. */
const issues = (entry: unknown, type?: string) => {
  const read = bundle(entry, type)
  return read.kind === 'ok' ? [] : read.issues.map(({ code, expression }) => [code, ...(expression ?? [])])
}

describe('what is read', () => {
  test('a create, with its condition', () => {
    const read = bundle([post({}, { ifNoneExist: '?identifier=a|b' })])
    expect(read).toEqual({
      kind: 'ok',
      type: 'transaction',
      entries: [
        {
          expression: 'Bundle.entry[0]',
          fullUrl: `${UUID}1`,
          method: 'POST',
          url: { type: 'Task' },
          resource: { resourceType: 'Task', status: 'requested' },
          ifNoneExist: 'identifier=a|b',
        },
      ],
    })
  })

  test('an update by id with its version, a conditional update, a delete and a read', () => {
    const read = bundle([
      { ...put('t1'), request: { method: 'PUT', url: 'Task/t1', ifMatch: 'W/"3"' } },
      { resource: { resourceType: 'Task' }, request: { method: 'PUT', url: 'Task?identifier=a|b' } },
      { request: { method: 'DELETE', url: 'Task/t2' } },
      { request: { method: 'GET', url: 'Task?status=requested' } },
      { resource: { resourceType: 'Parameters' }, request: { method: 'PATCH', url: 'Task/t3' } },
    ])
    expect(
      read.kind === 'ok' && read.entries.map(({ method, url, ifMatch }) => [method, url, ifMatch]),
    ).toEqual([
      ['PUT', { type: 'Task', id: 't1' }, 'W/"3"'],
      ['PUT', { type: 'Task', query: 'identifier=a|b' }, undefined],
      ['DELETE', { type: 'Task', id: 't2' }, undefined],
      ['GET', { type: 'Task', query: 'status=requested' }, undefined],
      ['PATCH', { type: 'Task', id: 't3' }, undefined],
    ])
  })

  test('an empty transaction and a batch', () => {
    expect(bundle(undefined)).toEqual({ kind: 'ok', type: 'transaction', entries: [] })
    expect(bundle([post()], 'batch').kind).toBe('ok')
  })
})

describe('what is refused', () => {
  test('anything but a transaction or a batch', () => {
    expect(readBundle({ resourceType: 'Patient' })).toMatchObject({
      issues: [{ code: 'structure', expression: ['Patient'] }],
    })
    expect(issues([], 'collection')).toEqual([['value', 'Bundle.type']])
    expect(issues({})).toEqual([['structure', 'Bundle.entry']])
    expect(issues(Array.from({ length: BUNDLE_ENTRIES_MAX + 1 }, () => post()))).toEqual([
      ['too-costly', 'Bundle.entry'],
    ])
  })

  test.each<[string, unknown, string[]]>([
    ['an entry that is no object', null, ['structure', 'Bundle.entry[0]']],
    [
      'an entry without a request',
      { resource: { resourceType: 'Task' } },
      ['required', 'Bundle.entry[0].request'],
    ],
    ['an unknown method', post({}, { method: 'post' }), ['value', 'Bundle.entry[0].request.method']],
    ['a missing url', post({}, { url: undefined }), ['value', 'Bundle.entry[0].request.url']],
    [
      'an absolute url',
      post({}, { url: 'https://elsewhere.example/fhir/Task' }),
      ['value', 'Bundle.entry[0].request.url'],
    ],
    ['a url with a leading slash', post({}, { url: '/Task' }), ['value', 'Bundle.entry[0].request.url']],
    ['an operation', post({}, { url: 'Patient/$compliance' }), ['value', 'Bundle.entry[0].request.url']],
    ['a create at an id', post({}, { url: 'Task/1' }), ['value', 'Bundle.entry[0].request.url']],
    ['a create at a search', post({}, { url: 'Task?a=b' }), ['value', 'Bundle.entry[0].request.url']],
    ['a create of another type', post({}, { url: 'Patient' }), ['value', 'Bundle.entry[0].request.url']],
    [
      'an update of a whole type',
      put('t1', { request: { method: 'PUT', url: 'Task' } }),
      ['value', 'Bundle.entry[0].request.url'],
    ],
    ['a write without a resource', post({ resource: undefined }), ['required', 'Bundle.entry[0].resource']],
    [
      'a write of what is no resource',
      post({ resource: { id: 'x' } }),
      ['required', 'Bundle.entry[0].resource'],
    ],
    [
      'another id than in the url',
      put('t1', { resource: { resourceType: 'Task', id: 't2' } }),
      ['value', 'Bundle.entry[0].resource.id'],
    ],
    ['a read with a resource', post({}, { method: 'GET' }), ['structure', 'Bundle.entry[0].resource']],
    ['a fullUrl that is none', post({ fullUrl: 'Task/1' }), ['value', 'Bundle.entry[0].fullUrl']],
    [
      'a fullUrl with a malformed uuid',
      post({ fullUrl: 'urn:uuid:1' }),
      ['value', 'Bundle.entry[0].fullUrl'],
    ],
    [
      'a strong ETag',
      put('t1', { request: { method: 'PUT', url: 'Task/t1', ifMatch: '"3"' } }),
      ['value', 'Bundle.entry[0].request.ifMatch'],
    ],
    [
      'a condition without a value',
      post({}, { ifNoneExist: 'identifier=' }),
      ['value', 'Bundle.entry[0].request.ifNoneExist'],
    ],
    ['an empty condition', post({}, { ifNoneExist: '' }), ['value', 'Bundle.entry[0].request.ifNoneExist']],
    [
      'a condition on an update',
      put('t1', { request: { method: 'PUT', url: 'Task/t1', ifNoneExist: 'a=b' } }),
      ['value', 'Bundle.entry[0].request.ifNoneExist'],
    ],
  ])('%s', (_, entry, expected) => {
    expect(issues([entry])).toEqual([expected])
  })

  test('all faults of all entries at once', () => {
    expect(issues([post({}, { method: 'X', url: '' }), put('t1', { fullUrl: 7 })])).toEqual([
      ['value', 'Bundle.entry[0].request.method'],
      ['value', 'Bundle.entry[0].request.url'],
      ['value', 'Bundle.entry[1].fullUrl'],
    ])
  })

  test('every text says what to do', () => {
    const read = bundle([post({}, { method: 'X', url: '' }), post({ fullUrl: 7 }, { ifNoneExist: '' })])
    for (const { diagnostics } of read.kind === 'ok' ? [] : read.issues) {
      expect(diagnostics).toMatch(/: .*(write|correct|add|remove)/)
    }
  })
})

describe('identities', () => {
  test('a fullUrl stands once', () => {
    expect(issues([post(), post()])).toEqual([['duplicate', 'Bundle.entry[1].fullUrl']])
  })

  test('a transaction writes a resource once, a batch as often as it likes', () => {
    expect(issues([put('t1'), put('t1')])).toEqual([['duplicate', 'Bundle.entry[1].request.url']])
    expect(issues([put('t1'), put('t1')], 'batch')).toEqual([])
    expect(issues([put('t1'), put('t2')])).toEqual([])
  })
})

describe('references', () => {
  const task = (reference: string) =>
    post({ resource: { resourceType: 'Task', input: [{ valueReference: { reference } }] } })
  const at = 'Bundle.entry[0].resource.input[0].valueReference.reference'

  test('by urn lead to an entry of the transaction', () => {
    expect(issues([task(`${UUID}1`)])).toEqual([])
    expect(issues([task(`${UUID}2`), post({ fullUrl: `${UUID}2` })])).toEqual([])
    expect(issues([task(`${UUID}3`)])).toEqual([['not-found', at]])
  })

  test('between entries, and conditional ones, are not for a batch', () => {
    expect(issues([task(`${UUID}1`)], 'batch')).toEqual([['not-supported', at]])
    expect(issues([task('Patient?identifier=a|b')], 'batch')).toEqual([['not-supported', at]])
  })

  test('that are conditional can be read', () => {
    expect(issues([task('Patient?identifier=a|b')])).toEqual([])
    expect(issues([task('Patient?')])).toEqual([['value', at]])
    expect(issues([task('Patient/1?a=b')])).toEqual([['value', at]])
  })

  test('of other kinds are let through: literal, absolute, contained', () => {
    expect(issues([task('Patient/1')])).toEqual([])
    expect(issues([task('https://elsewhere.example/fhir/Patient?x')])).toEqual([])
    expect(issues([task('#contained')])).toEqual([])
  })

  test('inside a Bundle that an entry carries are its own matter', () => {
    const document = {
      resourceType: 'Bundle',
      type: 'document',
      entry: [{ resource: { subject: { reference: `${UUID}9` } } }],
    }
    expect(issues([post({ resource: document }, { url: 'Bundle' })])).toEqual([])
  })
})

describe('addresses', () => {
  test.each([
    ['Task', { type: 'Task' }],
    ['Task/a-1.b', { type: 'Task', id: 'a-1.b' }],
    ['Task?a=b?c', { type: 'Task', query: 'a=b?c' }],
  ])('%s is read', (text, url) => expect(parseUrl(text)).toEqual({ kind: 'ok', url }))

  test.each([
    'task',
    'Task/',
    'Task/a b',
    'Task/1/2',
    'Task/1/_history/2',
    'Task/_search',
    'T'.repeat(3_000),
    7,
    '../Task',
    'javascript:x',
  ])('%s is refused', (text) => expect(parseUrl(text).kind).toBe('fault'))

  test('a search gives its parameters, decoded', () => {
    expect(parseQuery('identifier=a%7Cb&_id=1')).toEqual({
      kind: 'ok',
      parameters: [
        ['identifier', 'a|b'],
        ['_id', '1'],
      ],
    })
    expect(parseQuery('=1').kind).toBe('fault')
  })
})
