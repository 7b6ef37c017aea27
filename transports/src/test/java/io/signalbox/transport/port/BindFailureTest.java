package io.signalbox.transport.port;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.signalbox.transport.TransportCounters;
import java.io.IOException;
import java.net.BindException;
import java.net.SocketException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BindFailureTest {
    @Test
    void an_address_of_another_machine_is_named_with_those_of_this_one() {
        ListeningPort host = host("192.0.2.1");
        assertThatIOException()
                .isThrownBy(host::start)
                .withMessageStartingWith(
                        "listener 'public': cannot listen on 192.0.2.1:0: '192.0.2.1' is no address of this"
                                + " machine - set 'interface' to one of ")
                .withMessageContaining("127.0.0.1")
                .withMessageNotContaining("stop the process");
    }

    @Test
    void a_name_that_nobody_knows_is_named() {
        ListeningPort host = host("no-such-host.invalid");
        assertThatIOException()
                .isThrownBy(host::start)
                .withMessageContaining(
                        ": the name 'no-such-host.invalid' cannot be resolved - set 'interface' to one of ");
    }

    @Test
    void a_jvm_without_ipv6_is_told_so() {
        IOException failure = new IOException("Failed to bind", new UnsupportedOperationException());
        assertThat(BindFailure.explain(failure, "::1"))
                .isEqualTo("this JVM has no IPv6 - enable IPv6 and remove java.net.preferIPv4Stack, or set an IPv4"
                        + " 'interface'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Address already in use | stop the process",
                "this system has no SO_REUSEPORT | remove 'shared'",
                "Permission denied | from 1024 on",
                "Too many open files | ulimit -n",
                "Address family not supported by protocol | enable IPv6",
                "Protocol family unavailable | enable IPv6",
                "Something new | check 'interface' and 'port'"
            })
    void each_word_of_the_system_has_its_remedy(String text, String remedy) {
        IOException failure = new IOException("Failed to bind", new BindException(text));
        assertThat(BindFailure.explain(failure, "::1")).startsWith(text + " - ").contains(remedy);
        assertThat(BindFailure.explain(new SocketException(text), "::1")).contains(remedy);
    }

    private static ListeningPort host(String address) {
        return new ListeningPort(
                ListenerSettings.of("public", ListeningAddress.Tcp.of(address, 0)),
                new TransportCounters(),
                PortProtocols.http(List.of()));
    }
}
