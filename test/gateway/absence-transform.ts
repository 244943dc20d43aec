/** `StructureMap/$transform`, asked with the words of what one may not see: it reads nothing that is kept. */
import type { Case } from './absence-cases.ts'

const idOf = (reference: string): string => reference.split('/')[1] ?? ''
const path = '/fhir/StructureMap/$transform'
const FHIR_RECORD = 'https://throughline.example/fhir/StructureMap/fhir-record'

function asked(source: string, content: unknown): unknown {
  const parameter = [
    { name: 'source', valueUri: source },
    { name: 'content', resource: content },
  ]
  return { resourceType: 'Parameters', parameter }
}

/** A Bundle of the asker's own that refers to the record. */
function referring(reference: string): unknown {
  const resource = { resourceType: 'Goal', id: 'own', subject: { reference }, addresses: [{ reference }] }
  return { resourceType: 'Bundle', type: 'collection', entry: [{ resource }] }
}

/** By route: the record's reference as a map, its id as that of a map, and content that refers to it. */
export const transformCases: Readonly<Record<string, readonly Case[]>> = {
  [`POST ${path}`]: [
    {
      name: 'by a map of this name',
      names: 'record',
      ask: ({ record }) => ({ method: 'POST', path, body: asked(record, { resourceType: 'Patient' }) }),
    },
    {
      name: 'of content that refers to it',
      names: 'record',
      ask: ({ record }) => ({ method: 'POST', path, body: asked(FHIR_RECORD, referring(record)) }),
    },
  ],
  'POST /fhir/StructureMap/:id/$transform': [
    {
      name: 'by a map of this id',
      names: 'record',
      ask: ({ record }) => ({
        method: 'POST',
        path: `/fhir/StructureMap/${idOf(record)}/$transform`,
        body: { resourceType: 'Patient' },
      }),
    },
    {
      name: 'of content that refers to it, by the address of the map',
      names: 'record',
      ask: ({ record }) => ({
        method: 'POST',
        path: '/fhir/StructureMap/fhir-record/$transform',
        body: referring(record),
      }),
    },
  ],
}
