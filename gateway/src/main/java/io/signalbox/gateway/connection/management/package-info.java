/** Management of outgoing connections at run time: the procedures {@code signalbox.connection.*}, and the file of definitions. */
package io.signalbox.gateway.connection.management;
