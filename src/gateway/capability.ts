/** The CapabilityStatement: what the FHIR doors do, made from what the gateway has loaded. */
import { SYSTEM } from '../fhir/codes.ts'
import type { Resource } from '../fhir/resource.ts'
import { searchLimits } from '../store/criteria.ts'
import { TERMINOLOGY_OPERATIONS } from '../terminology/operations.ts'
import type { Ground } from './ground.ts'

const INTERACTIONS = ['read', 'vread', 'update', 'history-instance', 'create', 'search-type'].map((code) => ({
  code,
}))

export function capability(ground: Ground): Resource {
  const { content } = ground
  return {
    resourceType: 'CapabilityStatement',
    status: 'active',
    date: content.loadedAt,
    kind: 'instance',
    software: { name: 'Throughline', version: content.software },
    implementation: {
      description: `Content ${content.version}, policies ${content.policy.version}`,
      url: ground.baseUrl,
    },
    fhirVersion: content.fhirVersion,
    format: ['application/fhir+json', 'json'],
    rest: [
      {
        mode: 'server',
        documentation: `Every request carries a token for one purpose of use. What is not released looks like what does not exist. Searches take chains (subject:Patient.identifier) and _has over at most ${searchLimits.hopsMax} references, by the search parameters of each type.`,
        security: {
          cors: false,
          description: 'SMART Backend Services (private_key_jwt); see .well-known/smart-configuration.',
        },
        interaction: [{ code: 'transaction' }, { code: 'batch' }],
        resource: [
          ...content.keptTypes.map((type) => ({
            type,
            supportedProfile: content.profilesOf(type),
            interaction: INTERACTIONS,
            versioning: 'versioned',
            readHistory: true,
            updateCreate: false,
            conditionalCreate: true,
            conditionalUpdate: true,
            conditionalDelete: 'not-supported',
            searchInclude: content
              .searchParameters(type)
              .filter(({ kind }) => kind === 'reference')
              .map(({ code }) => `${type}:${code}`),
            searchParam: [
              { name: '_id', type: 'token' },
              { name: '_lastUpdated', type: 'date' },
              ...content.searchParameters(type).map(({ code, kind }) => ({ name: code, type: kind })),
            ],
            operation: content.operationsOf(type),
          })),
          ...terminologyTypes(),
        ],
      },
    ],
  }
}

/** Value sets, code systems and maps are content: they answer operations, and are not kept for partners. */
function terminologyTypes(): { type: string; operation: { name: string; definition: string }[] }[] {
  const names = Object.entries(TERMINOLOGY_OPERATIONS).map(
    ([type, operations]) => [type, Object.keys(operations)] as const,
  )
  return [...names, ['StructureMap', ['transform']] as const].map(([type, operations]) => ({
    type,
    operation: operations.map((name) => ({
      name,
      definition: `${OPERATION_DEFINITIONS}${type}-${name}`,
    })),
  }))
}

/** Where FHIR R4 publishes its operations. */
const OPERATION_DEFINITIONS = SYSTEM.requestIntent.replace(/[^/]+$/, 'OperationDefinition/')
