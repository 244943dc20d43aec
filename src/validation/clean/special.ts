/** What generated checks leave to plain functions, and who makes these. */
import type { ElementProgram } from '../program.ts'
import type { Json } from '../json.ts'
import type { Compiled } from './compiled.ts'
import type { Place } from './place.ts'
import type { ItemPlan, ObjectPlan, PlanParts } from './plan.ts'
import type { Known } from './properties.ts'
import type { Visit } from './visit.ts'

export type CheckExtension = (extension: Json, visit: Visit, place: Place) => boolean

/** `owner` is the object whose property the resource is. */
export type CheckResource = (resource: Json, visit: Visit, owner: Json) => boolean

/** A property of an object, the place where it stands. */
export type Around = {
  readonly object: Json
  readonly key: string
  readonly visit: Visit
  readonly place: Place
}

/** The check of all items of a sliced property. */
export type CheckSliced = (items: readonly unknown[], around: Around) => boolean

/** The check of one value of a property. */
export type CheckItem = (item: unknown, around: Around) => boolean

/** Makes the checks that a check calls. */
export type Makers = PlanParts & {
  readonly compiledOf: (plan: ObjectPlan) => Compiled
  readonly extension: (plan: ItemPlan & { readonly kind: 'extension' }) => CheckExtension
  readonly resource: (plan: ItemPlan & { readonly kind: 'resource' }) => CheckResource
  readonly sliced: (known: Known, child: ElementProgram) => CheckSliced
}
