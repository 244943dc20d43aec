/** Jest calls this once after all tests. */
import { endRun } from './run.ts'

export default endRun
