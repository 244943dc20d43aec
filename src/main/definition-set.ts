/** A validator over the content of this checkout and further definitions that were handed in. */
import type { CodeSystem, ConceptMap, Definitions, ValueSet } from '../fhir/definitions.ts'
import type { Resource } from '../fhir/resource.ts'
import * as fhirpath from '../fhirpath/fhirpath.ts'
import { createTerminology } from '../terminology/terminology.ts'
import type { Plain } from '../validation/plain.ts'
import { createValidator, type Validator } from '../validation/validation.ts'

export type DefinitionSet = {
  readonly validator: Validator
  /** The resource of a reference or canonical, among those that were handed in. */
  readonly resolve: (reference: string) => unknown
}

/** A validator with these resources: profiles, terminology, questionnaires and what else references reach. */
export function definitionSet(
  definitions: Definitions,
  resources: readonly Resource[],
  plain?: Plain,
): DefinitionSet {
  const of = <T>(type: string): T[] =>
    resources.filter(({ resourceType }) => resourceType === type) as unknown as T[]
  const terminology = createTerminology({
    codeSystems: [...definitions.codeSystems, ...of<CodeSystem>('CodeSystem')],
    valueSets: [...definitions.valueSets, ...of<ValueSet>('ValueSet')],
    conceptMaps: of<ConceptMap>('ConceptMap'),
    codeGrammars: definitions.codeGrammars,
  })
  const profiles = of<Resource>('StructureDefinition').filter(({ url }) => typeof url === 'string')
  const byName = new Map(
    resources.flatMap((resource): [string, Resource][] => {
      const { resourceType, id, url } = resource
      return [
        ...(typeof url === 'string' ? [[url, resource] satisfies [string, Resource]] : []),
        ...(typeof id === 'string' ? [[`${resourceType}/${id}`, resource] satisfies [string, Resource]] : []),
      ]
    }),
  )
  return {
    validator: createValidator({ definitions, profiles, terminology, fhirpath, ...(plain && { plain }) }),
    resolve: (reference) => byName.get(reference),
  }
}
