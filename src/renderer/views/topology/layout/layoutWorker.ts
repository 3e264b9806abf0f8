/** The ELK worker as it ships: in a worker it answers elk-api's messages by itself. */
import 'elkjs/lib/elk-worker.min.js'
