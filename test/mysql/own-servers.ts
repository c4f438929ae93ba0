import * as mariadb from '../../scripts/engines/mariadb.mjs'
import * as mysql from '../../scripts/engines/mysql.mjs'
import { isMysql } from './server.ts'

/** Start servers of the kind that the suite is for. */
export const { canStartServer, startServer } = isMysql ? mysql : mariadb
