package io.signalbox.router.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.signalbox.router.auth.TokenIssuer;
import io.signalbox.router.document.ConfigDocument;
import io.signalbox.router.document.ConfigProblem;
import io.signalbox.router.document.JsonPlace;
import io.signalbox.router.document.ProblemList;
import io.signalbox.router.node.NodeConfig;
import io.signalbox.router.schema.ConfigItem;
import io.signalbox.router.schema.SchemaCheck;
import io.signalbox.router.schema.SchemaDocument;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hostile values of every key: no exception, and one problem for one wrong value. */
class HostileValuesTest {
    private static final ObjectMapper MAPPER =
            new ObjectMapper().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    /** Configuration with every key of the schema. */
    private static final String EVERY_KEY =
            """
            {"$schema": "s", "version": 2,
             "controller": {"id": "node1", "options": {"limits": {"max_sessions": 10, "max_authentications": 10, "max_pending_bytes": 0,
               "max_assembly_bytes": 0, "max_held_bytes": 0, "max_inbound_bytes": 0, "max_checked_bytes": 0,
               "max_compression_bytes": 0}, "auth_limits": {"free_failures": 10, "window": 60000, "max_delay": 30000,
               "max_entries": 10, "max_waiting": 10}, "gateway": {"idle_timeout": 0}, "shutdown": ["shutdown_on_worker_exit"],
               "enable_parallel_worker_start": false, "node_key": "key.priv"}},
             "workers": [{"id": "worker1", "type": "router", "options": {"disabled": false},
               "realms": [{"id": "realm1", "name": "realm1",
                 "roles": [{"name": "anonymous", "permissions": [{"uri": "com.a", "match": "exact", "cache": true,
                     "allow": {"call": true, "register": true, "publish": true, "subscribe": true},
                     "disclose": {"caller": true, "publisher": true}}],
                   "authorizer": "com.authorize", "authorizer_timeout": 10000,
                   "allow-by-default": false, "slow_consumer": {"max_pending_bytes": 16777216,
                     "max_pending_time": 30000, "policy": "disconnect"}}],
                 "options": {"uri_check": "loose", "request_id_check": "off", "disclose_me": "allow",
                   "enc_payload": true, "call_timeout": {"default": 0, "max": 0}, "enable_meta_api": true,
                   "authorization_cache": {"max_entries": 10, "max_age": 60000, "max_bytes": 1000},
                   "limits": {"max_uri_length": 2048, "max_uri_components": 64, "max_subscriptions": 10,
                     "max_registrations": 10, "max_table_bytes": 1000, "max_wildcard_shapes": 256, "max_pending_calls_per_caller": 10,
                     "max_pending_calls_per_callee": 10, "max_testaments": 10, "max_testament_size": 1000,
                     "max_held_call_bytes": 1000, "max_procedure_argument_bytes": 65536, "max_service_calls": 10, "max_retained_events": 10, "max_retained_bytes": 1000,
                     "max_retained_per_topic": 8}},
                 "store": {"type": "sqlite", "path": "events.sqlite", "limit": 10, "max_age": 0, "max_bytes": 100000,
                   "event-history": [{"uri": "com.b", "match": "exact", "limit": 5}],
                   "call-queue": [{"uri": "com.c", "match": "exact", "limit": 5}]}}],
               "components": [{"id": "component1", "type": "class", "classname": "java.lang.String", "realm": "realm1",
                 "role": "anonymous", "extra": {}, "classpath": [], "start_timeout": 30000, "stop_timeout": 5000}],
               "transports": [{"id": "transport1", "type": "websocket",
                 "endpoint": {"type": "tcp", "port": 0, "interface": "127.0.0.1", "version": 4, "backlog": 10, "max_accept_rate": 0,
                   "send_buffer": 0, "shared": false, "proxy_protocol": false, "trusted_proxies": ["10.0.0.0/8"],
                   "max_connections_per_address": 0}, "debug": false,
                 "serializers": ["json"],
                 "options": {"allowed_origins": ["*"], "allow_null_origin": true, "open_handshake_timeout": 5000,
                   "close_handshake_timeout": 2000, "hello_timeout": 10000,
                   "authenticate_timeout": 10000, "authenticator_timeout": 10000, "max_frame_size": 0,
                   "max_message_size": 16777216, "max_handshake_message_size": 65536,
                   "max_head_bytes": 262144, "max_connections": 10, "tcp_nodelay": true,
                   "auto_ping_interval": 30000, "auto_ping_timeout": 10000, "auto_ping_size": 12,
                   "auto_ping_restart_on_any_traffic": true, "write_timeout": 30000, "external_port": 80,
                   "require_websocket_subprotocol": true, "enable_webstatus": true, "show_server_version": false,
                   "auto_fragment_size": 0, "fail_by_drop": false, "echo_close_codereason": false,
                   "compression": {"deflate": {"request_no_context_takeover": false, "request_max_window_bits": 0,
                     "no_context_takeover": false, "min_size": 256, "max_size": 1048576}},
                   "slow_consumer": {"max_pending_bytes": 67108864, "max_pending_time": 30000,
                     "policy": "disconnect"}},
                 "auth": {"anonymous": {"type": "static", "role": "anonymous", "authid": "a"}}},
                {"type": "rawsocket", "id": "transport3", "debug": false,
                 "endpoint": {"type": "unix", "path": "node.sock", "permissions": "0660", "backlog": 10, "max_accept_rate": 0,
                   "send_buffer": 0},
                 "serializers": ["json"], "options": {"max_message_size": 1048576}, "auth": {}},
                {"type": "universal", "id": "transport4",
                 "endpoint": {"type": "tcp", "portrange": [9000, 9010], "interface": "127.0.0.1"},
                 "rawsocket": {"serializers": ["json"], "options": {}, "auth": {}},
                 "websocket": {"ws": {"type": "websocket"}},
                 "web": {"options": {"access_log": false}, "paths": {"/": {"type": "static", "directory": "."}}}},
                {"type": "web", "id": "transport2", "debug": false,
                 "endpoint": {"type": "tcp", "port": 0, "interface": "127.0.0.1"},
                 "options": {"access_log": false, "hsts": false, "hsts_max_age": 1, "client_timeout": 30,
                   "max_header_size": 1024},
                 "paths": {"/": {"id": "web1", "type": "static", "directory": ".", "options":
                     {"enable_directory_listing": true, "mime_types": {".md": "text/markdown"},
                      "cache_timeout": 43200, "default_file": "schema.json"}},
                   "json": {"id": "json1", "type": "json", "value": {}, "options": {"prettify": false,
                     "allow_cross_origin": true, "discourage_caching": false}},
                   "old": {"id": "old1", "type": "redirect", "url": "/new"},
                   "info": {"id": "info1", "type": "nodeinfo", "show_server_version": false},
                   "app/v1": {"id": "proxy1", "type": "websocket-reverseproxy", "accept": "after-backend",
                     "subprotocols": ["a"], "subprotocol_mismatch": "plain", "forward_headers": ["x-*"],
                     "connect_timeout": 1000, "idle_timeout": 0, "backend": {"type": "websocket", "url": "wss://a",
                       "endpoint": {"type": "tcp", "host": "a", "port": 1, "version": 4, "timeout": 1, "tls": {
                         "hostname": "a", "ca_certificates": ["ca.pem"], "key": "k", "certificate": "c",
                         "chain_certificates": ["d"]}}, "options": {"max_frame_size": 0, "max_message_size": 0,
                         "auto_fragment_size": 0, "fail_by_drop": false, "tcp_nodelay": true,
                         "open_handshake_timeout": 0, "close_handshake_timeout": 1000, "write_timeout": 0,
                         "auto_ping_interval": 0, "auto_ping_timeout": 0, "auto_ping_size": 12,
                         "auto_ping_restart_on_any_traffic": true, "compression": {"deflate": {}}}},
                     "options": {"allowed_origins": ["*"], "allow_null_origin": true, "external_port": 1,
                       "show_server_version": false, "max_connections": 1, "max_frame_size": 0,
                       "max_message_size": 0, "auto_fragment_size": 0, "fail_by_drop": false, "tcp_nodelay": true,
                       "close_handshake_timeout": 1000, "write_timeout": 0,
                       "auto_ping_interval": 0, "auto_ping_timeout": 0, "auto_ping_size": 12,
                       "auto_ping_restart_on_any_traffic": true, "compression": {"deflate": {}},
                       "backend_compression": {"deflate": {"min_size": 1}}}},
                   "app/v2": {"id": "proxy2", "type": "websocket-reverseproxy", "routes": [{"service": "a",
                     "match": "/**", "backends": [{"url": "ws://a"}], "path": "", "balance": "random",
                     "connect_attempts": 1, "connect_backoff": 0, "idle_timeout": 0}]},
                   "app/v3": {"id": "mediation1", "type": "websocket-mediation", "realm": "realm1", "role": "anonymous",
                     "active": true, "accept": "before-backend", "allowed_origins": ["*"], "connect_timeout": 1000,
                     "backend": {"url": "wss://a", "headers": {"X-A": "b"}, "forward_headers": ["x-*"],
                       "tls": {"hostname": "a"}, "max_message_size": 0, "http_proxy": {"host": "a", "port": 1,
                       "user": "a", "password": "b"}},
                     "dispatch": {"procedure": "com.d", "mode": "call", "timeout": 1000},
                     "outflow": {"procedure": "com.e", "mode": "publish", "timeout": 1000},
                     "fault": {"procedure": "com.f", "timeout": 1000}, "broadcast_level": 1, "broadcast_topic": "com.g",
                     "subprotocols": ["a"], "content_type_from_subprotocol": false,
                     "default_content_type": "text/plain", "control_frames": "forward",
                     "idle_timeout": {"client": 0, "backend": 1000}, "on_backend_close": "keep",
                     "shutdown": {"code": 1001, "reason": "shutdown"}, "log": "none",
                     "routes": [{"path": "/a", "backend": {"url": "ws://b"}, "dispatch": {"procedure": "com.h"},
                       "outflow": {"procedure": "com.i"}, "fault": {"procedure": "com.j"}}],
                     "health": true, "expose_credentials": false,
                     "options": {"allow_null_origin": true, "external_port": 1, "show_server_version": false,
                       "max_connections": 1, "max_frame_size": 0, "max_message_size": 0, "max_broadcast_pending": 0, "max_pending_calls": 1, "max_waiting_closes": 0,
                       "close_handshake_timeout": 1000, "write_timeout": 0, "auto_ping_interval": 0,
                       "auto_ping_timeout": 0, "auto_ping_size": 12, "auto_ping_restart_on_any_traffic": true}},
                   "list": {"id": "list1", "type": "websockets", "enabled": "debug", "limit": 1},
                   "post": {"id": "http1", "type": "http-websocket", "realm": "realm1", "role": "anonymous",
                     "active": true, "connect": "lazy", "status": 202, "status_when_down": 503,
                     "outflow": {"topic": "a.b", "timeout": 1000}, "fault": {"procedure": "a.c", "timeout": 1000},
                     "max_body": 1, "body_timeout": 1000, "buffer": {"max_bytes": 1024}, "methods": ["PUT"],
                     "connect_timeout": 1000, "write_timeout": 0, "ping_interval": 0, "backend": {"url": "wss://a",
                       "content_type": "text/xml", "tls": {}, "headers": {"x-a": "b"}, "max_message_size": 1,
                       "http_proxy": {"host": "a", "port": 1, "user": "u", "password": "p"}},
                     "auth": {"anonymous": {"type": "static", "role": "anonymous"}}},
                   "nested": {"id": "nested1", "type": "path", "paths": {"/": {"type": "nodeinfo"}}},
                   "ws": {"id": "ws1", "type": "websocket", "debug": true, "serializers": ["cbor"], "options": {},
                     "auth": {}}}}]},
             {"id": "guest1", "type": "guest", "executable": "sh", "arguments": ["-c", "exit"],
               "options": {"disabled": false, "workdir": ".", "env": {"inherit": ["PATH"], "vars": {"A": "b"}},
                 "stdin": {"type": "json", "value": {}, "close": true}, "stdout": "log", "stderr": "drop",
                 "watch": {"directories": ["."], "action": "restart", "timeout": 1, "max_directories": 100},
                 "restart": {"policy": "on-failure", "initial_delay": 1000, "factor": 1.5, "max_delay": 60000,
                   "jitter": 0.3, "max_attempts": 0, "stable_after": 60000},
                 "stop_timeout": 2000, "max_line_length": 8192, "max_lines_per_second": 200}}]}
            """;

    /** A configuration that has every key of authentication. */
    private static final String EVERY_KEY_OF_AUTH =
            """
            {"version": 2, "workers": [{"type": "router", "realms": [{"name": "realm1", "roles": [
                {"name": "user", "permissions": []}, {"name": "backend", "permissions": []}]}],
               "transports": [{"type": "rawsocket", "endpoint": {"type": "tcp", "port": 0, "interface": "127.0.0.1"},
                 "auth": {
                   "anonymous": {"type": "provider", "provider": "test", "default-role": "user", "config": {}},
                   "ticket": {"type": "static", "default-role": "user", "principals": {
                     "joe": {"ticket": "secret", "role": "backend", "realm": "realm1"}}},
                   "wampcra": {"type": "static", "default-role": "user", "users": {
                     "joe": {"secret": "MDS8Yxpu4J/vkHJ8dNEgqECYsI0uRDh2oZ5eN0vYPvo=", "salt": "salt123",
                       "iterations": 1000, "keylen": 32, "secret-is-derived": true, "role": "user",
                       "realm": "realm1"}}},
                   "scram": {"type": "static", "default-role": "user", "principals": {"joe": {"kdf": "argon2id-13",
                     "iterations": 4096, "memory": 512, "salt": "ae1f0d2f422757809077785e660b62c6",
                     "stored-key": "5f19358ff6f38e267b6ef1ea1d862514ec4e8745a84682259fd3894be09febb5",
                     "server-key": "0d8e7e9222a7c0e54c9e979aa342115699ff5696c45dc379b5ee241338a5861d",
                     "role": "user", "realm": "realm1"}}},
                   "cryptosign": {"type": "static", "default-role": "user", "principals": {"joe": {
                     "authorized_keys": ["545efb0a2192db8d43f118e9bf9aee081466e1ef36c708b96ee6f62dddad9122"],
                     "role": "user", "realm": "realm1"}}}}},
                {"type": "rawsocket", "endpoint": {"type": "tcp", "port": 0, "interface": "127.0.0.1"},
                 "auth": {
                   "anonymous": {"type": "dynamic", "authenticator": "com.authenticate",
                     "authenticator-realm": "realm1", "authenticator-role": "backend", "default-role": "user"},
                   "ticket": {"type": "static", "principals": {"file": "tickets.json"}},
                   "wampcra": {"type": "static", "users": {"file": "users.yaml"}},
                   "scram": {"type": "static", "principals": {"file": "scram.json"}},
                   "cryptosign": {"type": "static", "principals": {"file": "keys.json"}}}},
                {"type": "websocket", "endpoint": {"type": "tcp", "port": 0, "interface": "127.0.0.1"},
                 "options": {"allowed_origins": ["https://example.com"]},
                 "cookie": {"name": "cbtid", "length": 24, "max_age": 3600, "secure": true, "http_strict": true,
                   "same_site": "Lax", "path": "/", "store": {"type": "file", "filename": "cookies.dat",
                     "purge_on_startup": true, "max_cookies": 10, "max_bytes": 100000}},
                 "auth": {"cookie": {"type": "static"},
                   "ticket": {"type": "static", "principals": {"file": "tickets.json"}}}},
                {"type": "rawsocket", "endpoint": {"type": "tcp", "port": 0, "interface": "127.0.0.1"},
                 "auth": {
                   "jwt": {"type": "static", "issuer": "https://issuer.example.com", "audience": ["wamp"],
                     "algorithms": ["RS256", "HS256"], "keys": "jwks.json",
                     "secret": "MDS8Yxpu4J/vkHJ8dNEgqECYsI0uRDh2oZ5eN0vYPvo=", "claims": {"authid": "sub",
                       "role": "realm_access.roles", "realm": "https://example.com/realm"},
                     "roles": {"users": "user"}, "default-role": "backend", "clock_skew": 60000,
                     "max_token_size": 16384, "close_on_expiry": true}}}]}]}
            """;

    /** A configuration that has every key of payload contracts, apart because each check compiles schemas. */
    private static final String EVERY_KEY_OF_CONTRACTS =
            """
            {"version": 2, "workers": [{"type": "router",
               "realms": [{"name": "realm1", "roles": [{"name": "anonymous", "permissions": []}],
                 "schemas": [{"uri": "com.d", "match": "exact", "call": {"args": {}, "kwargs": "schema.json"},
                   "result": {"args": {}, "kwargs": {}}, "event": {"args": {}, "kwargs": {}},
                   "on_violation": "log"}]}],
               "transports": [{"type": "rawsocket",
                 "endpoint": {"type": "tcp", "port": 0, "interface": "127.0.0.1"}}]}]}
            """;

    /** A configuration that has every key of TLS, apart because the check reads files and makes a context each time. */
    private static final String EVERY_KEY_OF_TLS =
            """
            {"version": 2, "workers": [{"type": "router", "realms": [{"name": "realm1", "roles": [
                {"name": "anonymous", "permissions": []}]}],
               "transports": [{"type": "rawsocket",
                 "endpoint": {"type": "tcp", "port": 0, "interface": "127.0.0.1", "tls": {"key": "node.key",
                   "certificate": "node.crt", "chain_certificates": ["node.crt"], "key_password": "p",
                   "ca_certificates": ["node.crt"], "client_certificate": "optional", "ciphers": "ECDHE",
                   "handshake_threads": 2, "session_cache_size": 100}},
                 "auth": {"anonymous": {"type": "static"}, "tls": {"type": "static", "default-role": "anonymous",
                   "principals": {"joe": {"certificate-sha1": "%1$s", "certificate-sha256": ["%1$s%2$s"],
                     "role": "anonymous", "realm": "realm1"}}}}},
                {"type": "rawsocket", "endpoint": {"type": "tcp", "port": 0, "interface": "127.0.0.1",
                   "tls": {"certificates": [{"key": "node.key", "certificate": "node.crt",
                     "chain_certificates": ["node.crt"], "key_password": "p"}]}}},
                {"type": "rawsocket", "endpoint": {"type": "tcp", "port": 0, "interface": "127.0.0.1",
                   "tls": {"keystore": "node.p12", "keystore_password": "secret"}}}]}]}
            """
                    .formatted("0123456789abcdefABCD0123456789abcdefABCD", "0123456789abcdefABCDEF00");

    /** A configuration that has every key of outgoing connections. */
    private static final String EVERY_KEY_OF_CONNECTIONS =
            """
            {"version": 2,
             "controller": {"options": {"gateway": {"connect_rate": 80, "state_directory": "state"}}},
             "workers": [{"type": "router",
               "realms": [{"name": "realm1", "roles": [{"name": "anonymous", "permissions": []}],
                 "management": {"connections": {"roles": ["anonymous"], "targets": ["wss://*.a:1"], "max": 1}}}],
               "connections": [{"id": "feed", "name": "a", "type": "websocket.connection", "realm": "realm1",
                 "role": "anonymous", "active": true, "remote": "wamp", "url": "wss://a/ws", "remote_realm": "realm1",
                 "auth": {"anonymous": {}}, "basic_auth": {"user": "a", "password": "b"}, "headers": {"X-A": "b"},
                 "subprotocols": ["a"], "tls": {"hostname": "a"}, "http_proxy": {"host": "a", "port": 1},
                 "pool_size": 1, "connect_timeout": 1000, "reconnect": {"enabled": true},
                 "ping": {"interval": 0, "missed": 1}, "idle_timeout": 0, "write_timeout": 0,
                 "max_message_size": 512, "data_format": "json",
                 "hooks": {"on_connect": {"procedure": "a"}, "on_message": {"topic": "b"},
                   "on_close": {"procedure": "a"}, "on_closed_locally": {"procedure": "a"}},
                 "hook_queue": {"max_bytes": 1024, "overflow": "drop"}, "reply": "send",
                 "subscriptions": [{"topic": "a", "match": "exact", "to": "b"}],
                 "send": {"procedure": "a", "topic": "c"}, "invoke": {"procedure": "b", "timeout": 1},
                 "send_wait": 0, "buffer": {"max_bytes": 1024, "overflow": "reject"}}],
               "transports": [{"type": "rawsocket",
                 "endpoint": {"type": "tcp", "port": 0, "interface": "127.0.0.1"}}]}]}
            """;

    /** A configuration that has every key of links, whose transports have the keys of those of containers. */
    private static final String EVERY_KEY_OF_LINKS =
            """
            {"version": 2, "workers": [{"type": "router",
               "realms": [{"name": "realm1", "roles": [
                   {"name": "anonymous", "permissions": []}, {"name": "link", "link": true, "permissions": []}],
                 "rlinks": [
                   {"id": "rlink1", "realm": "realm1", "role": "link", "exclude_authid": ["joe"],
                     "forward_local_events": true, "forward_remote_events": true, "forward_local_invocations": true,
                     "forward_remote_invocations": true, "mirror": {
                       "subscriptions": [{"topic": "com.a", "match": "exact"}],
                       "registrations": [{"procedure": "com.b", "match": "exact", "invoke": "single"}]},
                     "max_hops": 8, "max_pending_calls": 10, "max_mirrored": 10,
                     "transport": {"type": "rawsocket", "endpoint": {"type": "tcp", "host": "127.0.0.1", "port": 9000}}}]}],
               "transports": [{"type": "rawsocket",
                 "endpoint": {"type": "tcp", "port": 0, "interface": "127.0.0.1"}}]}]}
            """;

    /** A configuration that has every key of containers and connecting transports. */
    private static final String EVERY_KEY_OF_CONTAINERS =
            """
            {"version": 2, "workers": [{"id": "container1", "type": "container",
               "components": [{"id": "component2", "type": "class", "classname": "java.lang.String", "realm": "realm1",
                 "extra": {}, "classpath": [], "start_timeout": 30000, "stop_timeout": 5000,
                 "transport": {"id": "transport5", "type": "websocket", "url": "wss://localhost:1/ws", "debug": false,
                   "endpoint": {"type": "tcp", "host": "localhost", "port": 1, "version": 4, "timeout": 1,
                     "tls": {"ca_certificates": ["node.crt"]}},
                   "serializers": ["json"], "http_proxy": {"host": "a", "port": 1, "user": "u", "password": "p"},
                   "options": {"max_message_size": 512, "max_unsent_bytes": 1024, "auto_ping_interval": 0,
                     "auto_ping_timeout": 0, "close_handshake_timeout": 0},
                   "reconnect": {"enabled": true, "initial_delay": 500, "max_delay": 30000, "factor": 1.5,
                     "jitter": 0.3, "max_attempts": -1},
                   "auth": {"anonymous": {}, "ticket": {"authid": "a", "ticket": "t"},
                     "wampcra": {"authid": "a", "secret": "s"},
                     "scram": {"authid": "a", "password": "p", "dialect": "wamp-scram", "channel_binding": "tls-exporter"},
                     "cryptosign": {"authid": "a", "key": "SEED", "pubkey": "PUB", "channel_binding": "tls-exporter",
                       "router_pubkey": "PUB"},
                     "jwt": {"authid": "a", "token": "t"}, "tls": {"authid": "a"}}}},
                 {"type": "class", "classname": "java.lang.String", "realm": "realm1",
                  "transport": {"type": "rawsocket", "endpoint": {"type": "unix", "path": "a.sock", "timeout": 1},
                    "serializer": "cbor", "auth": {"ticket": {"authid": "a", "ticket_file": "secret"},
                      "wampcra": {"authid": "a", "secret_file": "secret"},
                      "scram": {"authid": "a", "password_file": "secret"},
                      "cryptosign": {"authid": "a", "key_file": "key"}, "jwt": {"token_file": "secret"}}}}],
               "options": {"disabled": false, "shutdown": "shutdown-manual", "restart": "restart-never",
                 "env": {"inherit": true, "vars": {}}, "jvm": ["-Xmx1g"], "process": false, "max_line_length": 256,
                 "max_lines_per_second": 1}}]}
            """
                    .replace("SEED", "4d57d97a68f555696620a6d849c0ce582568518d729eb753dc7c732de2804510")
                    .replace("PUB", "1adfc8bfe1d35616e64dffbd900096f23b066f914c8c2ffbb66f6075b96e116d");

    /** The least that a transport may have, for clients with a role. */
    private static final String TRANSPORT =
            """
            {"type": "rawsocket", "endpoint": {"type": "tcp", "port": 0, "interface": "127.0.0.1"},
             "auth": {"anonymous": {"type": "static", "role": %s}}}
            """;

    private static final String TRANSPORT_POINTER = "/workers/0/transports/0";
    private static final JsonPlace TRANSPORT_PLACE =
            JsonPlace.ROOT.member("workers").item(0).member("transports").item(0);

    /** What TLS, a link, a file or a list of files can be taken for. */
    private static final List<String> VALUES_OF_TLS = List.of(
            "null", "5", "\"\"", "\"text\"", "\"\\ud800\"", "\"..\"", "\"a\\u0000b\"", "[]", "[1]", "{}", "{\"a\": 1}");

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "5",
            "-1",
            "0",
            "1.5",
            "3.0",
            "1e400",
            "9223372036854775808",
            "-1e-400",
            "65537",
            "\"\"",
            "\"text\"",
            "\" \"",
            "\"a\\u0000b\"",
            "\"\\ud800\"",
            "\"..\"",
            "\"/\"",
            "\"(\"",
            "\"*\"",
            "\"a..b\"",
            "\"$HOME/x\"",
            "\"$\"",
            "\"${\"",
            "\"${}\"",
            "\"${NONE}\"",
            "\"a\\nb\"",
            "\"%zz\"",
            "\"http://[\"",
            "\"\\u202e\"",
            "\"\uD83D\uDE00\"",
            "\"" + "x".repeat(70_000) + "\"",
            "[]",
            "[1]",
            "[[\"a\"]]",
            "{}",
            "{\"a\": 1}",
            "{\"\": {\"\": []}}");

    /** Strings of {@link #VALUES} that differ from "text" only where a string may stand. */
    private static final Set<String> LIKE_ANY_TEXT = Set.of(
            "\" \"",
            "\"..\"",
            "\"/\"",
            "\"(\"",
            "\"*\"",
            "\"a..b\"",
            "\"$\"",
            "\"${}\"",
            "\"%zz\"",
            "\"http://[\"",
            "\"\uD83D\uDE00\"");

    /** Numbers of {@link #VALUES} that differ from 5 only where a number may stand. */
    private static final Set<String> LIKE_ANY_NUMBER = Set.of("0", "1.5", "3.0", "9223372036854775808", "65537");

    private static String keySet;

    @TempDir
    private Path directory;

    /** The values are tried in parallel. */
    private final ThreadLocal<byte[]> content = new ThreadLocal<>();

    private final ConfigLoader loader = new ConfigLoader(Map.of("TICKET", "secret"), file -> content.get());

    @BeforeAll
    static void make_keys() {
        keySet = TokenIssuer.keySet("a");
    }

    @BeforeEach
    void write_the_files_that_are_named() throws IOException {
        Files.writeString(directory.resolve("schema.json"), "{}");
        Files.writeString(
                directory.resolve("tickets.json"), "{\"ann\": {\"ticket\": \"${TICKET}\", \"role\": \"user\"}}");
        Files.writeString(directory.resolve("users.yaml"), "ann: {secret: '${TICKET}', role: user}");
        Files.writeString(directory.resolve("keys.json"), "{}");
        Files.writeString(directory.resolve("jwks.json"), keySet);
        Files.writeString(directory.resolve("scram.json"), "{}");
        Files.writeString(directory.resolve("secret"), "secret");
        Files.writeString(directory.resolve("key"), "4d57d97a68f555696620a6d849c0ce582568518d729eb753dc7c732de2804510");
        for (String name : List.of("node.key", "node.crt", "node.p12")) {
            try (InputStream in = HostileValuesTest.class.getResourceAsStream("/tls/" + name)) {
                Files.write(directory.resolve(name), in.readAllBytes());
            }
        }
    }

    @Test
    void the_configuration_has_every_key_of_the_schema_and_no_problem() throws IOException {
        Set<String> used = new HashSet<>();
        for (String configuration : List.of(
                EVERY_KEY,
                EVERY_KEY_OF_AUTH,
                EVERY_KEY_OF_CONTRACTS,
                EVERY_KEY_OF_TLS,
                EVERY_KEY_OF_CONTAINERS,
                EVERY_KEY_OF_CONNECTIONS,
                EVERY_KEY_OF_LINKS)) {
            assertThat(problems(MAPPER.readTree(configuration))).isEmpty();
            collectKeys(MAPPER.readTree(configuration), used);
        }
        JsonNode schema = SchemaDocument.packed().root();
        for (Map.Entry<String, JsonNode> definition : schema.path("$defs").properties()) {
            assertThat(used)
                    .containsAll(SchemaDocument.names(definition.getValue().path("properties")));
        }
        assertThat(used).containsAll(SchemaDocument.names(schema.path("properties")));
    }

    @Test
    void a_wrong_value_is_one_problem_at_its_place() {
        assertThat(checkMutations(Part.partsOf(EVERY_KEY), VALUES)).isGreaterThan(100 * VALUES.size());
    }

    @Test
    void a_wrong_value_of_authentication_is_one_problem_at_its_place() {
        assertThat(checkMutations(Part.partsOf(EVERY_KEY_OF_AUTH), VALUES)).isGreaterThan(50 * VALUES.size());
    }

    @Test
    void a_wrong_value_of_contracts_is_one_problem_at_its_place() {
        assertThat(checkMutations(List.of(Part.whole(EVERY_KEY_OF_CONTRACTS)), VALUES))
                .isGreaterThan(20 * VALUES.size());
    }

    @Test
    void a_wrong_value_of_connections_is_one_problem_at_its_place() {
        assertThat(checkMutations(List.of(Part.whole(EVERY_KEY_OF_CONNECTIONS)), VALUES_OF_TLS))
                .isGreaterThan(50 * VALUES_OF_TLS.size());
    }

    @Test
    void a_wrong_value_of_containers_is_one_problem_at_its_place() {
        assertThat(checkMutations(List.of(Part.whole(EVERY_KEY_OF_CONTAINERS)), VALUES_OF_TLS))
                .isGreaterThan(50 * VALUES_OF_TLS.size());
    }

    @Test
    void a_wrong_value_of_tls_is_one_problem_at_its_place() {
        assertThat(checkMutations(Part.partsOf(EVERY_KEY_OF_TLS), VALUES_OF_TLS))
                .isGreaterThan(10 * VALUES_OF_TLS.size());
    }

    @Test
    void a_wrong_value_of_links_is_one_problem_at_its_place() {
        assertThat(checkMutations(List.of(Part.links()), VALUES)).isGreaterThan(20 * VALUES.size());
    }

    /** Returns the number of values that were tried, and of those that are like one that was refused for its type. */
    private int checkMutations(List<Part> parts, List<String> values) {
        return parts.stream()
                .mapToInt(part -> IntStream.range(0, countPlaces(part.root().at(part.pointer())))
                        .parallel()
                        .map(place -> checkPlace(part, place, values))
                        .sum())
                .sum();
    }

    /** Configuration, and the part of it whose values are changed. */
    private record Part(JsonNode root, String pointer, JsonPlace place) {
        static Part whole(String configuration) {
            return new Part(tree(configuration), "", JsonPlace.ROOT);
        }

        static Part links() {
            return new Part(
                    tree(EVERY_KEY_OF_LINKS),
                    "/workers/0/realms/0/rlinks",
                    JsonPlace.ROOT
                            .member("workers")
                            .item(0)
                            .member("realms")
                            .item(0)
                            .member("rlinks"));
        }

        /**
         * Returns the controller, each transport, each path and each further worker, and everything else, each in a configuration
         * that is short: the time for a value grows with the length of the configuration around it.
         */
        static List<Part> partsOf(String configuration) {
            JsonNode whole = tree(configuration);
            ObjectNode rest = whole.deepCopy();
            ArrayNode transports = ((ObjectNode) rest.at("/workers/0")).putArray("transports");
            ObjectNode realm = MAPPER.createObjectNode().put("name", "realm1");
            for (JsonNode role : whole.at("/workers/0/realms/0/roles")) {
                // A role that no transport gives is worth a warning.
                transports.add(tree(TRANSPORT.formatted(role.get("name"))));
                realm.withArray("roles").addObject().set("name", role.get("name"));
            }
            List<Part> parts = new ArrayList<>();
            ArrayNode workers = (ArrayNode) rest.at("/workers");
            while (workers.size() > 1) {
                parts.add(ofWorker(workers.remove(1)));
            }
            ObjectNode around = MAPPER.createObjectNode().put("version", 2);
            ObjectNode worker = around.withArray("workers").addObject().put("type", "router");
            worker.withArray("realms").add(realm);
            worker.set("transports", transports);
            if (rest.path("controller") instanceof ObjectNode controller) {
                ObjectNode root = around.deepCopy();
                root.set("controller", controller.deepCopy());
                parts.add(new Part(root, "/controller", JsonPlace.ROOT.member("controller")));
                controller.retain("id");
            }
            parts.add(new Part(rest, "", JsonPlace.ROOT));
            for (JsonNode transport : whole.at("/workers/0/transports")) {
                parts.addAll(ofTransport(around, (ObjectNode) transport));
            }
            return parts;
        }

        private static Part ofWorker(JsonNode worker) {
            ObjectNode root = MAPPER.createObjectNode().put("version", 2);
            root.withArray("workers").add(worker);
            return new Part(root, "/workers/0", JsonPlace.ROOT.member("workers").item(0));
        }

        /** Returns a transport with the first of its paths, and each further path by itself. No check compares two paths. */
        private static List<Part> ofTransport(ObjectNode around, ObjectNode transport) {
            List<String> paths = SchemaDocument.names(transport.path("paths"));
            List<Part> parts = new ArrayList<>();
            for (String path : paths.isEmpty() ? List.of("") : paths) {
                ObjectNode one = transport.deepCopy();
                if (!paths.isEmpty()) {
                    ((ObjectNode) one.path("paths")).retain(path);
                }
                ObjectNode root = around.deepCopy();
                ((ArrayNode) root.at("/workers/0/transports")).insert(0, one);
                parts.add(
                        parts.isEmpty()
                                ? new Part(root, TRANSPORT_POINTER, TRANSPORT_PLACE)
                                : new Part(root, TRANSPORT_POINTER + "/paths", TRANSPORT_PLACE.member("paths")));
            }
            return parts;
        }
    }

    private static List<Part> partsOfEveryKeyAndContracts() {
        return Stream.concat(
                        Part.partsOf(EVERY_KEY).stream(), Stream.of(Part.whole(EVERY_KEY_OF_CONTRACTS), Part.links()))
                .toList();
    }

    /** A place that refuses one string or number for its type refuses each of them, before anything reads it. */
    private int checkPlace(Part part, int place, List<String> values) {
        boolean takesTexts = true;
        boolean takesNumbers = true;
        for (String value : values) {
            if (!takesTexts && LIKE_ANY_TEXT.contains(value) || !takesNumbers && LIKE_ANY_NUMBER.contains(value)) {
                continue;
            }
            List<ConfigProblem> problems = check(mutation(part, place, tree(value)), value);
            takesTexts &= !isRefusedAs("string", problems);
            takesNumbers &= !isRefusedAs("number", problems);
        }
        return values.size();
    }

    private static boolean isRefusedAs(String type, List<ConfigProblem> problems) {
        if (problems.size() != 1) {
            return false;
        }
        String text = problems.getFirst().text();
        return text.startsWith("must be ")
                && (text.contains(", but is the " + type + " ") || text.endsWith(", but is a " + type));
    }

    private List<ConfigProblem> check(Mutation mutation, String value) {
        JsonNode replacement = tree(value);
        List<ConfigProblem> problems = problems(mutation.root());
        assertThat(problems.stream().map(ConfigProblem::display))
                .as("%s = %s", mutation.place().path(), shortened(value))
                .doesNotHaveDuplicates()
                .allMatch(line -> line.length() < 1000 && line.chars().noneMatch(Character::isISOControl));
        if (replacement.isValueNode() || replacement.isEmpty() && problems.size() > 2) {
            assertThat(problems)
                    .as("%s = %s", mutation.place().path(), shortened(value))
                    .hasSizeLessThanOrEqualTo(1);
        }
        return problems;
    }

    private static JsonNode tree(String json) {
        try {
            return MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(json, e);
        }
    }

    @Test
    void a_missing_value_is_at_most_one_problem() {
        for (Part part : partsOfEveryKeyAndContracts()) {
            for (Mutation mutation : mutations(part, null)) {
                assertThat(problems(mutation.root()))
                        .as(mutation.place().path())
                        .hasSizeLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void the_schema_means_what_it_means_to_any_validator() throws IOException {
        JsonNode root = SchemaDocument.packed().root();
        Schema validator = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                .getSchema(root);
        SchemaCheck check = new SchemaCheck(new SchemaDocument(root));
        List<Part> parts = partsOfEveryKeyAndContracts();
        // The validator takes 1e400 for a long, and 0 for its value.
        VALUES.parallelStream().filter(value -> !value.equals("1e400")).forEach(value -> {
            for (Part part : parts) {
                for (Mutation mutation : mutations(part, tree(value))) {
                    checkWithBoth(validator, check, mutation, value);
                }
            }
        });
    }

    private static void checkWithBoth(Schema validator, SchemaCheck check, Mutation mutation, String value) {
        boolean isValid = validator.validate(mutation.root()).isEmpty();
        ProblemList problems = new ProblemList("node.json");
        problems.locateIn(new ConfigDocument(mutation.root(), Map.of(), Map.of()));
        check.check(ConfigItem.root(mutation.root(), problems));
        // JSON Schema knows nothing of characters that no value may have.
        assertThat(problems.sorted().isEmpty())
                .as("%s = %s", mutation.place().path(), shortened(value))
                .isEqualTo(isValid && !value.contains("\\u0000"));
    }

    private record Mutation(JsonPlace place, JsonNode root) {}

    /** @param replacement null to remove the value */
    private static List<Mutation> mutations(Part part, JsonNode replacement) {
        List<Mutation> mutations = new ArrayList<>();
        int places = countPlaces(part.root().at(part.pointer()));
        for (int i = 0; i < places; i++) {
            mutations.add(mutation(part, i, replacement));
        }
        return mutations;
    }

    private static Mutation mutation(Part part, int number, JsonNode replacement) {
        JsonNode root = part.root().deepCopy();
        JsonPlace[] changed = new JsonPlace[1];
        int[] left = {number};
        visit(root.at(part.pointer()), part.place(), left, replacement, place -> changed[0] = place);
        return new Mutation(changed[0], root);
    }

    private static int countPlaces(JsonNode node) {
        int count = 0;
        for (JsonNode child : node) {
            count += 1 + countPlaces(child);
        }
        return count;
    }

    private static void visit(
            JsonNode node, JsonPlace place, int[] left, JsonNode replacement, Consumer<JsonPlace> changed) {
        List<String> names = node.isObject() ? SchemaDocument.names(node) : List.of();
        for (int i = 0; i < node.size() && left[0] >= 0; i++) {
            JsonPlace child = node.isObject() ? place.member(names.get(i)) : place.item(i);
            JsonNode value = node.isObject() ? node.get(names.get(i)) : node.get(i);
            if (left[0]-- == 0) {
                replace(node, names, i, replacement);
                changed.accept(child);
                return;
            }
            visit(value, child, left, replacement, changed);
        }
    }

    private static void replace(JsonNode parent, List<String> names, int index, JsonNode replacement) {
        if (parent instanceof ObjectNode object && replacement == null) {
            object.remove(names.get(index));
        } else if (parent instanceof ObjectNode object) {
            object.set(names.get(index), replacement.deepCopy());
        } else if (replacement == null) {
            ((ArrayNode) parent).remove(index);
        } else {
            ((ArrayNode) parent).set(index, replacement.deepCopy());
        }
    }

    private List<ConfigProblem> problems(JsonNode root) {
        try {
            content.set(MAPPER.writeValueAsBytes(root));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
        return loader.load(directory.resolve("node.json"), NodeConfig.class).problems();
    }

    private static void collectKeys(JsonNode node, Set<String> keys) {
        keys.addAll(SchemaDocument.names(node));
        node.forEach(child -> collectKeys(child, keys));
    }

    private static String shortened(String value) {
        return value.length() < 40 ? value : value.substring(0, 40);
    }
}
