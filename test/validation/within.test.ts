/** What stands within a resource: other resources, and extensions. */
import { expect, test } from '@jest/globals'
import { bundle, check, mutate, narrative, patient } from './resources.ts'
import { changed, definitions } from './world.ts'

mutate('resources within resources', bundle, [
  ['entry[0].resource.gender', 'x', 'error binding-required Bundle.entry[0].resource.gender'],
  ['entry[1].resource.contained[0].code', 'x', 'error type Bundle.entry[1].resource.contained[0].code'],
  ['entry[2]', { resource: { resourceType: 'Person2' } }, 'error resource-type Bundle.entry[2].resource'],
  [
    'entry[2]',
    { resource: { resourceType: 'DomainResource' } },
    'error resource-type Bundle.entry[2].resource',
  ],
  ['entry[0].resource', 'x', 'error type Bundle.entry[0].resource'],
  ['entry[0].response', { status: '200' }, 'error bdl-4 Bundle'],
  ['entry[0].fullUrl', 'Patient/testa', 'error bundle-full-url Bundle.entry[0].fullUrl'],
  [
    'entry[0].fullUrl',
    'https://example.test/fhir/Patient/other',
    'error bundle-full-url Bundle.entry[0].fullUrl',
  ],
  ['entry[0].fullUrl', 'urn:uuid:00000000-0000-4000-8000-000000000000', ''],
  [
    'entry[1].fullUrl',
    'https://example.test/fhir/Patient/testa',
    'error bdl-7 Bundle; error bundle-full-url Bundle.entry[1].fullUrl',
  ],
])

test('a reference within a Bundle is read by the resource that it finds', () => {
  const referring = changed(
    bundle,
    'entry[1].resource.subject.reference',
    'urn:uuid:00000000-0000-4000-8000-00000000000a',
  )
  expect(check(referring)).toEqual([])
  const other = {
    fullUrl: 'urn:uuid:00000000-0000-4000-8000-00000000000a',
    resource: { resourceType: 'Device', text: narrative },
  }
  expect(check(changed(referring, 'entry[2]', other))).toEqual([
    'error reference-target Bundle.entry[1].resource.subject',
  ])
})

mutate('extensions', patient, [
  ['extension', [{ url: 'https://example.test/unknown', valueString: 'x' }], ''],
  ['extension', [{ url: 'https://example.test/unknown' }], 'error ext-1 Patient.extension[0]'],
  [
    'extension',
    [{ url: 'https://example.test/unknown', valueString: 'x', extension: [{ url: 'y', valueCode: 'z' }] }],
    'error ext-1 Patient.extension[0]',
  ],
  ['extension', [{ valueString: 'x' }], 'error cardinality-min Patient.extension[0].url'],
  [
    'extension',
    [{ url: 'https://example.test/unknown', valueStrin: 'x' }],
    'error choice-type Patient.extension[0].value',
  ],
  [
    'modifierExtension',
    [{ url: 'https://example.test/unknown', valueString: 'x' }],
    'error modifier-extension-unknown Patient.modifierExtension[0]',
  ],
  ['extension', [{ url: extensionUrl('patient-birthPlace'), valueAddress: { city: 'Harbor' } }], ''],
  [
    'extension',
    [{ url: extensionUrl('patient-birthPlace'), valueString: 'Harbor' }],
    'error choice-type Patient.extension[0].value; error cardinality-min Patient.extension[0].value',
  ],
  [
    'modifierExtension',
    [{ url: extensionUrl('patient-birthPlace'), valueAddress: { city: 'Harbor' } }],
    'error extension-modifier Patient.modifierExtension[0]',
  ],
  [
    'contact[0].extension',
    [{ url: extensionUrl('patient-birthPlace'), valueAddress: { city: 'Harbor' } }],
    'error extension-context Patient.contact[0].extension[0]',
  ],
  [
    '_birthDate',
    { extension: [{ url: extensionUrl('patient-birthTime'), valueDateTime: '1980-02-29T01:00:00Z' }] },
    '',
  ],
  [
    'name[0]._family',
    { extension: [{ url: extensionUrl('patient-birthTime'), valueDateTime: '1980-02-29T01:00:00Z' }] },
    'error extension-context Patient.name[0].family.extension[0]',
  ],
  ['name[0]._family', { extension: [{ url: extensionUrl('humanname-own-name'), valueString: 'x' }] }, ''],
  [
    'extension',
    [
      {
        url: extensionUrl('patient-nationality'),
        extension: [{ url: 'code', valueCodeableConcept: { text: 'x' } }],
      },
    ],
    '',
  ],
  [
    'extension',
    [{ url: extensionUrl('patient-nationality'), extension: [{ url: 'code', valueString: 'x' }] }],
    'error choice-type Patient.extension[0].extension[0].value; error cardinality-min Patient.extension[0].extension[0].value',
  ],
])

function extensionUrl(id: string): string {
  const found = definitions.structures.find(({ url }) => url.endsWith(`/${id}`))
  if (!found) throw new Error(`no extension ${id}`)
  return found.url
}
