/** The cases of HL7's validator (THROUGHLINE_SHARED): agreement by class, and every disagreement by name. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { readFhirXml } from '../../src/main/fhir-xml.ts'
import { checkCase, readManifest } from '../../src/main/case-manifest.ts'
import { reportIn, verdictOf } from '../../src/main/validation-report.ts'
import { definitions, now } from './world.ts'

const shared = process.env['THROUGHLINE_SHARED'] ?? ''
const manifestFile = join(shared, 'cases/validator/manifest.json')
const isThere = shared !== '' && existsSync(manifestFile)
if (!isThere) console.log('THROUGHLINE_SHARED is not set: the cases of HL7’s validator are skipped.')

/** docs/validator.md says why of each. */
const DISAGREEING = {
  'content not carried': ['choice-async-qr', 'ext-derived-circle', 'extension-version-restriction-range-r4'],
}

type Expected = { readonly id: string; readonly tier: string; readonly expected: { readonly valid: boolean } }

const options = { definitions, now, toolPolicy: true }

const whereShared = isThere ? test : test.skip

whereShared('the cases of HL7’s validator', async () => {
  const { cases, folder } = await readManifest(manifestFile)
  const manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as { cases: Expected[] }
  const disagreeing: string[] = []
  const counts = { core: 0, 'tx?': 0 }
  for (const [index, each] of cases.entries()) {
    const { id, tier, expected } = manifest.cases[index] as Expected
    const { valid } = await checkCase(each, folder, options)
    if (valid === expected.valid) counts[tier as keyof typeof counts] += 1
    else disagreeing.push(id)
  }
  const ofCore = manifest.cases.filter(({ tier }) => tier === 'core').length
  console.log(
    `HL7's validator cases: ${String(cases.length - disagreeing.length)} of ${String(cases.length)} verdicts agree; tier core ${String(counts.core)} of ${String(ofCore)}.`,
  )
  expect(counts.core / ofCore).toBeGreaterThanOrEqual(0.95)
  expect([...new Set(disagreeing)].sort()).toEqual(Object.values(DISAGREEING).flat().sort())
})

describe('a manifest', () => {
  let folder = ''
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'throughline-cases-'))
  })
  afterAll(() => {
    rmSync(folder, { recursive: true })
  })

  test('names files that stand beside it; a profile may be XML; broken files are errors', async () => {
    const profile =
      '<StructureDefinition xmlns="http://hl7.org/fhir"><url value="urn:x:p"/><name value="P &amp; Q"/><kind value="resource"/><abstract value="false"/><type value="Patient"/><baseDefinition value="http://hl7.org/fhir/StructureDefinition/Patient"/><derivation value="constraint"/><differential><element><path value="Patient.name"/><min value="1"/></element></differential></StructureDefinition>'
    writeFileSync(join(folder, 'p.xml'), profile)
    writeFileSync(join(folder, 'patient.json'), '{"resourceType":"Patient","active":true}')
    writeFileSync(join(folder, 'broken.json'), '{"resourceType":"Patient","active":true,"active":true}')
    const cases = [
      { id: 'base', file: 'patient.json', supporting: [] },
      { id: 'profile', file: 'patient.json', supporting: [], profileSource: 'p.xml' },
      { id: 'broken', file: 'broken.json', supporting: [] },
    ]
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify({ cases }))
    const read = await readManifest(join(folder, 'manifest.json'))
    const verdicts = []
    for (const each of read.cases) verdicts.push(await checkCase(each, read.folder, options))
    expect(verdicts.map(({ id, valid }) => [id, valid])).toEqual([
      ['base', true],
      ['profile', false],
      ['broken', false],
    ])
    expect(verdicts[1]?.issues.filter(({ severity }) => severity === 'error')).toMatchObject([
      { rule: 'cardinality-min', expression: 'Patient.name' },
    ])
  })
})

test('XML reads as its JSON', () => {
  const xml = `<?xml version="1.0"?><!-- x --><Patient xmlns="http://hl7.org/fhir"><id value="a"/><text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml"><p>x &amp; y</p></div></text><contained><Organization><id value="o"/></Organization></contained><extension url="urn:x:e"><valueInteger value="3"/></extension><active value="true"/><name id="n"><family value="&#65;"/><given value="B"/><given value="C"><extension url="urn:x:f"><valueCode value="c"/></extension></given></name><multipleBirthInteger value="2"/></Patient>`
  expect(readFhirXml(xml, definitions.structures)).toEqual({
    resourceType: 'Patient',
    id: 'a',
    text: {
      status: 'generated',
      div: '<div xmlns="http://www.w3.org/1999/xhtml"><p>x &amp; y</p></div>',
    },
    contained: [{ resourceType: 'Organization', id: 'o' }],
    extension: [{ url: 'urn:x:e', valueInteger: 3 }],
    active: true,
    name: [
      {
        id: 'n',
        family: 'A',
        given: ['B', 'C'],
        _given: [null, { extension: [{ url: 'urn:x:f', valueCode: 'c' }] }],
      },
    ],
    multipleBirthInteger: 2,
  })
  expect(readFhirXml('<Patient><id></Patient>', definitions.structures)).toBeUndefined()
})

test('a report in every form', () => {
  const issue = {
    severity: 'error',
    code: 'value',
    expression: 'Patient.id',
    text: 'a < "b"',
    rule: 'r',
  } as const
  const verdict = verdictOf('f.json', [issue, issue, { ...issue, severity: 'warning' }])
  expect([verdict.valid, verdict.errors, verdict.warnings]).toEqual([false, 1, 1])
  expect(reportIn('text').one(verdict)).toBe(
    'f.json: error: Patient.id: a < "b" (r)\nf.json: warning: Patient.id: a < "b" (r)\n',
  )
  expect(reportIn('text').one(verdictOf('f.json', []))).toBe('f.json: no errors\n')
  const { file: _file, ...told } = verdict
  expect(JSON.parse(reportIn('json').one(verdict))).toEqual(told)
  expect(reportIn('junit').one(verdict)).toBe(
    '<testcase classname="validate" name="f.json"><failure type="r" message="a &lt; &quot;b&quot;">error: Patient.id: a &lt; &quot;b&quot; (r)</failure><system-out>warning: Patient.id: a &lt; &quot;b&quot; (r)</system-out></testcase>\n',
  )
})
