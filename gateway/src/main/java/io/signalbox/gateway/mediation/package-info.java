/** The service {@code websocket-mediation}: passes the messages of clients and backends through procedures of a realm. */
package io.signalbox.gateway.mediation;
