/** Sessions of the node's own parts in the realms of the node, over connections within the process. */
package io.signalbox.router.local;
