/** What every method that would change something is, where a state folder was opened for reading only and has nothing to read. */
export function refuseWrite(): never {
  throw new TypeError("A state folder opened for reading only cannot be changed");
}
