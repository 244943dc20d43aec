/** A generated check, made when it is first asked. */
import type { Json } from '../json.ts'
import type { Place } from './place.ts'
import type { Visit } from './visit.ts'

/** Whether the walker would find nothing in an object; what may be wrong is noted in the chart. */
export type CheckObject = (object: Json, visit: Visit, place: Place) => boolean

export class Compiled {
  check: CheckObject

  constructor(generate: () => CheckObject) {
    this.check = (object, visit, place) => {
      this.check = generate()
      return this.check(object, visit, place)
    }
  }
}
