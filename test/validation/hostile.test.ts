/** Resources made to hurt: each costs bounded time and gets findings, whatever it holds. Validation changes nothing and asks nothing. */
import { readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import { lines, now, validatorWith } from './world.ts'

const validator = validatorWith()

/** Milliseconds that a hostile resource may take: some twenty times what it takes here, where jest slows it down tenfold. */
const MS_MAX = 15_000

function withinTime(resource: unknown): string[] {
  const start = performance.now()
  const found = lines(validator.check(resource, { now }), 'error')
  expect(performance.now() - start).toBeLessThan(MS_MAX)
  return found
}

function nested(depth: number): unknown {
  let item: Record<string, unknown> = { linkId: 'x', type: 'string' }
  for (let level = 0; level < depth; level += 1) item = { linkId: 'x', type: 'group', item: [item] }
  return { resourceType: 'Questionnaire', status: 'draft', item: [item] }
}

describe('limits are named', () => {
  test('depth', () => {
    expect(withinTime(nested(20_000))).toEqual(['fatal limit $this'])
    expect(validator.check(nested(20_000))[0]?.text).toMatch(
      /more than 120 levels; submit it in smaller parts/,
    )
    expect(withinTime(nested(40))).toEqual(['error que-2 Questionnaire'])
  })

  test('lists', () => {
    const name = Array.from({ length: 20_001 }, () => ({ family: 'x' }))
    expect(withinTime({ resourceType: 'Patient', name })).toEqual(['fatal limit $this'])
  })

  test('values', () => {
    const given = Array.from({ length: 10_000 }, () => 'x')
    const name = Array.from({ length: 101 }, () => ({ given }))
    expect(withinTime({ resourceType: 'Patient', name })).toEqual(['fatal limit $this'])
  })

  test('findings', () => {
    const name = Array.from({ length: 5_000 }, () => ({ family: 1 }))
    const found = withinTime({ resourceType: 'Patient', name })
    expect(found).toHaveLength(1_000)
    expect(found.at(-1)).toMatch(/^fatal limit Patient\.name/)
  })
})

describe('cost grows with size, not with its square', () => {
  const contained = Array.from({ length: 5_000 }, (_, index) => ({
    resourceType: 'Basic',
    id: `b${String(index)}`,
    code: { text: 'x' },
  }))
  test('contained resources that nobody refers to', () => {
    expect(withinTime({ resourceType: 'Patient', contained }).slice(0, 2)).toEqual([
      'error dom-3 Patient.contained[0]',
      'error dom-3 Patient.contained[1]',
    ])
  })

  test('references to contained resources', () => {
    const extension = contained.map(({ id }) => ({
      url: 'https://example.test/x',
      valueReference: { reference: `#${id}` },
    }))
    expect(withinTime({ resourceType: 'Patient', contained, extension })).toEqual([])
  })

  test('ids that must differ', () => {
    const item = Array.from({ length: 10_000 }, (_, index) => ({
      linkId: String(index % 9_999),
      type: 'display',
      text: 'x',
    }))
    expect(withinTime({ resourceType: 'Questionnaire', status: 'draft', item })).toEqual([
      'error que-2 Questionnaire',
    ])
  })
})

describe('evil values', () => {
  test.each([
    ['base64', { resourceType: 'Binary', contentType: 'text/plain', data: ` ${'A'.repeat(200_000)}!` }],
    ['code', { resourceType: 'Patient', gender: `a${' a'.repeat(50_000)}  ` }],
    [
      'oid',
      {
        resourceType: 'Parameters',
        parameter: [{ name: 'x', valueOid: `urn:oid:1${'.1'.repeat(50_000)}.` }],
      },
    ],
    [
      'dateTime',
      {
        resourceType: 'Parameters',
        parameter: [{ name: 'x', valueDateTime: '2020-01-01T00:00:00.'.padEnd(100_000, '0') }],
      },
    ],
    [
      'media type',
      { resourceType: 'Binary', contentType: `text/plain;${' ;'.repeat(20_000)}`, data: 'aGk=' },
    ],
    ['language', { resourceType: 'Patient', language: `en${'-a'.repeat(20_000)}_` }],
    ['name', { resourceType: 'Questionnaire', status: 'draft', name: 'A'.repeat(20_000) }],
    [
      'reference',
      {
        resourceType: 'Observation',
        status: 'final',
        code: { text: 'x' },
        subject: { reference: '/A'.repeat(50_000) },
      },
    ],
    ['narrative', { resourceType: 'Patient', text: { status: 'generated', div: '<div>'.repeat(20_000) } }],
  ])('%s', (_, resource) => {
    withinTime(resource)
  })

  test('names that JavaScript knows are names like any other', () => {
    const text =
      '{"resourceType":"Patient","__proto__":{"active":"x"},"toString":"x","hasOwnProperty":1,"name":[{"__proto__":{"family":"x"}}],"__path__":{"ctx":{}}}'
    expect(withinTime(JSON.parse(text))).toEqual([
      'error unknown-element Patient',
      'error unknown-element Patient.toString',
      'error unknown-element Patient.hasOwnProperty',
      'error unknown-element Patient',
      'error unknown-element Patient.name[0]',
    ])
    expect(({} as Record<string, unknown>)['active']).toBeUndefined()
  })

  test('strings that expressions or regular expressions could take for their own', () => {
    const url = `https://example.test/') or true or ('$(x)[`
    const resource = {
      resourceType: 'Patient',
      extension: [{ url, valueString: url }],
      meta: { profile: [url.replaceAll(' ', '')] },
    }
    expect(withinTime(resource)).toEqual(['error primitive Patient.extension[0].url'])
  })
})

test('a resource is not changed, may be frozen, and gives the same findings each time', () => {
  const deepFreeze = <T>(value: T): T => {
    if (typeof value === 'object' && value !== null) Object.values(Object.freeze(value)).forEach(deepFreeze)
    return value
  }
  const resource = {
    resourceType: 'Observation',
    status: 'final',
    code: { text: 'x' },
    contained: [{ resourceType: 'Patient', id: 'p' }],
    subject: { reference: '#p' },
    effectivePeriod: { start: '2026-01-01', end: '2026-01-01T10:00:00Z' },
    component: [
      {
        code: { coding: [{ code: 'a' }] },
        valueRatio: { numerator: { value: 1.5 }, denominator: { value: 2 } },
      },
    ],
  }
  const before = JSON.stringify(resource)
  const first = validator.check(deepFreeze(resource), { now })
  expect(validator.check(resource, { now })).toEqual(first)
  expect(JSON.stringify(resource)).toBe(before)
  expect(Object.getOwnPropertyNames(resource.component[0])).toEqual(['code', 'valueRatio'])
})

test('nothing here reads the clock, chance or the machine', () => {
  const rooms = ['fhirpath', 'terminology', 'validation']
  for (const room of rooms) {
    const folder = fileURLToPath(new URL(`../../src/${room}`, import.meta.url))
    for (const file of readdirSync(folder, { encoding: 'utf8', recursive: true })) {
      if (!file.endsWith('.ts')) continue
      const text = readFileSync(`${folder}/${file}`, 'utf8')
      expect(
        `${file} ${String(/\bfrom 'node:|Date\.now|new Date\(\)|Math\.random|process\./.exec(text)?.[0])}`,
      ).toBe(`${file} undefined`)
    }
  }
})
