import type { Role } from '../../contract'

/** Each role may do what the ones before it may. */
const ROLES: readonly Role[] = ['viewer', 'operator', 'engineer', 'admin']

/** Whether somebody with `role` may do what `needed` may. */
export function reaches(role: Role, needed: Role): boolean {
  return ROLES.indexOf(role) >= ROLES.indexOf(needed)
}
