package io.signalbox.transport.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardedClientTest {
    private static final TrustedProxies TRUSTED = TrustedProxies.of(List.of("10.0.0.0/8", "fd00::/8"));
    private static final InetSocketAddress PROXY = new InetSocketAddress("10.0.0.1", 4711);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.9 | /203.0.113.9:0",
                "203.0.113.9:5000 | /203.0.113.9:5000",
                "2001:db8::9 | /[2001:db8:0:0:0:0:0:9]:0",
                "[2001:db8::9]:5000 | /[2001:db8:0:0:0:0:0:9]:5000",
                "::ffff:203.0.113.9 | /203.0.113.9:0",
                "198.51.100.1, 203.0.113.9 | /203.0.113.9:0",
                "198.51.100.1, 203.0.113.9, 10.2.3.4 | /203.0.113.9:0",
                "198.51.100.1, 203.0.113.9, fd00::1, 10.2.3.4 | /203.0.113.9:0",
                "10.9.9.9, 10.2.3.4 | /10.9.9.9:0",
                "198.51.100.1, unknown, 10.2.3.4 | /10.2.3.4:0",
                "198.51.100.1, , 10.2.3.4 | /10.2.3.4:0",
                "\"198.51.100.1, 203.0.113.9 | /203.0.113.9:0",
                "\"198.51.100.1, 203.0.113.9, 10.2.3.4, \" | /10.0.0.1:4711",
                "[198.51.100.1, 203.0.113.9 | /203.0.113.9:0",
                "198.51.100.1, localhost | /10.0.0.1:4711",
                "unknown | /10.0.0.1:4711",
                "'' | /10.0.0.1:4711"
            })
    void the_client_is_the_first_untrusted_address_from_the_right(String header, String client) {
        HttpFields fields = HttpFields.build().put("X-Forwarded-For", header);
        assertThat(ForwardedClient.of(PROXY, fields, TRUSTED).address()).hasToString(client);
    }

    @Test
    void several_headers_are_one_list() {
        HttpFields fields = HttpFields.build()
                .add("X-Forwarded-For", "198.51.100.1, 203.0.113.9")
                .add("X-Forwarded-For", "10.2.3.4");
        assertThat(ForwardedClient.of(PROXY, fields, TRUSTED).address()).hasToString("/203.0.113.9:0");
    }

    @Test
    void an_untrusted_peer_is_the_client_whatever_it_says() {
        InetSocketAddress peer = new InetSocketAddress("203.0.113.7", 1);
        HttpFields fields = HttpFields.build()
                .put("X-Forwarded-For", "198.51.100.1")
                .put("X-Forwarded-Proto", "https")
                .put("Forwarded", "for=198.51.100.2;proto=https, broken\"");
        assertThat(ForwardedClient.of(peer, fields, TRUSTED)).isEqualTo(new ForwardedClient(peer, Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.9 | https | true",
                "203.0.113.9 | HTTP | false",
                "203.0.113.9 | wss | true",
                "203.0.113.9 | ftp | ",
                "203.0.113.9, 10.2.3.4 | https, http | true",
                "203.0.113.9, 10.2.3.4 | http, https | false",
                "198.51.100.1, 203.0.113.9, 10.2.3.4 | http, https, http | true",
                "203.0.113.9, 10.2.3.4 | https | true",
                "198.51.100.1, 203.0.113.9 | http, http, https | true",
                "'' | https | true"
            })
    void the_scheme_is_that_of_the_clients_step(String senders, String schemes, Boolean isSecure) {
        HttpFields fields = HttpFields.build().put("X-Forwarded-For", senders).put("X-Forwarded-Proto", schemes);
        assertThat(ForwardedClient.of(PROXY, fields, TRUSTED).isSecure()).isEqualTo(Optional.ofNullable(isSecure));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "for=203.0.113.9 | /203.0.113.9:0 | ",
                "For=\"203.0.113.9:5000\";PROTO=https | /203.0.113.9:5000 | true",
                "by=10.0.0.1;for=\"[2001:db8::9]:5000\";host=x;proto=http | /[2001:db8:0:0:0:0:0:9]:5000 | false",
                "for=198.51.100.1;proto=http, for=203.0.113.9;proto=https, for=10.2.3.4;proto=http | /203.0.113.9:0 | true",
                "for=198.51.100.1 ,\tfor=203.0.113.9 | /203.0.113.9:0 | ",
                "for=198.51.100.1,,for=203.0.113.9, | /203.0.113.9:0 | ",
                "for=198.51.100.1, for=\"\\203.0.113.9\" | /203.0.113.9:0 | ",
                "for=198.51.100.1, for=_hidden, for=10.2.3.4 | /10.2.3.4:0 | ",
                "for=unknown;proto=https | /10.0.0.1:4711 | true",
                "proto=https | /10.0.0.1:4711 | true"
            })
    void the_standard_header_tells_the_same(String header, String client, Boolean isSecure) {
        HttpFields fields = HttpFields.build().put("Forwarded", header);
        ForwardedClient found = ForwardedClient.of(PROXY, fields, TRUSTED);
        assertThat(found.address()).hasToString(client);
        assertThat(found.isSecure()).isEqualTo(Optional.ofNullable(isSecure));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "for=\"203.0.113.9",
                "for=\"198.51.100.1, for=\"[2001:db8::9]\"",
                "for",
                "for=",
                "for=203.0.113.9 proto=https",
                "for=[2001:db8::9]",
                "for=203.0.113.9;for=198.51.100.1",
                "for=\"203.0.113.9\"x",
                "=203.0.113.9",
                "for =203.0.113.9",
                "for=\"x\\"
            })
    void a_broken_header_is_refused_as_a_whole(String header) {
        HttpFields fields = HttpFields.build().put("Forwarded", header);
        assertThatThrownBy(() -> ForwardedClient.of(PROXY, fields, TRUSTED))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the header Forwarded is broken");
    }

    @Test
    void headers_that_name_different_clients_are_refused_because_one_of_them_is_the_clients() {
        HttpFields fields =
                HttpFields.build().put("X-Forwarded-For", "203.0.113.9").put("Forwarded", "for=198.51.100.1");
        assertThatThrownBy(() -> ForwardedClient.of(PROXY, fields, TRUSTED))
                .hasMessage("the headers X-Forwarded-For and Forwarded name different clients");
    }

    @Test
    void headers_that_agree_or_of_which_one_names_nobody_are_accepted() {
        HttpFields same = HttpFields.build()
                .put("X-Forwarded-For", "203.0.113.9")
                .put("Forwarded", "for=\"203.0.113.9:99\";proto=https");
        assertThat(ForwardedClient.of(PROXY, same, TRUSTED).address()).hasToString("/203.0.113.9:99");
        HttpFields one =
                HttpFields.build().put("X-Forwarded-For", "203.0.113.9").put("Forwarded", "for=unknown;proto=https");
        assertThat(ForwardedClient.of(PROXY, one, TRUSTED))
                .isEqualTo(new ForwardedClient(new InetSocketAddress("203.0.113.9", 0), Optional.empty()));
    }
}
