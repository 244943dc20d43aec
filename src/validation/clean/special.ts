/** The forms of what generated checks leave to plain functions. */
import type { Json } from '../json.ts'
import type { Place } from './place.ts'
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
