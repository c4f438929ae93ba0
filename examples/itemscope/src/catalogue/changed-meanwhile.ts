/** Thrown where a record was changed by somebody else since a form of it was opened. */
export class ChangedMeanwhile extends Error {
  override readonly name = 'ChangedMeanwhile'
}
