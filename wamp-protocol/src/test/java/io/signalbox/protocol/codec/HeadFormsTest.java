package io.signalbox.protocol.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.message.Subscribe;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One message in the forms that encoders may choose from: lengths of every size, indefinite lengths, tags, escapes. */
class HeadFormsTest {
    private static final Subscribe MESSAGE = new Subscribe(1, Map.of("match", "exact"), "a.b");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[32,1,{\"match\":\"exact\"},\"a.b\"]",
                " \t\r\n[ 32 , 1 , { \"match\" : \"exact\" } , \"a.b\" ] \n",
                "[32,1,{\"m\\u0061tch\":\"ex\\u0061ct\"},\"a\\u002Eb\"]",
                "[32,1,{\"match\":1,\"match\":\"exact\"},\"a.b\"]"
            })
    void json(String text) throws ProtocolViolation {
        assertThat(Wire.decode(Wire.JSON, text.getBytes(UTF_8))).isEqualTo(MESSAGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "94 20 01 81 a56d61746368 a56578616374 a3612e62",
                "dc0004 cc20 cd0001 de0001 d9056d61746368 da00056578616374 db00000003612e62",
                "dd00000004 ce00000020 cf0000000000000001 df00000001 db000000056d61746368 d9056578616374 da0003612e62",
                "94 d020 d10001 81 a56d61746368 a56578616374 a3612e62",
                "94 d200000020 d30000000000000001 81 a56d61746368 a56578616374 a3612e62",
                "94 20 ca3f800000 81 a56d61746368 a56578616374 a3612e62",
                "94 20 cb3ff0000000000000 81 a56d61746368 a56578616374 a3612e62",
                "94 20 01 82 a56d61746368 c0 a56d61746368 a56578616374 a3612e62"
            })
    void msgpack(String hex) throws ProtocolViolation {
        assertThat(Wire.decode(Wire.MSGPACK, Wire.hex(hex))).isEqualTo(MESSAGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "84 1820 01 a1 656d61746368 656578616374 63612e62",
                "9804 190020 1801 b801 78056d61746368 7900056578616374 7a00000003612e62",
                "9a00000004 1a00000020 190001 b90001 7b00000000000000056d61746368 656578616374 63612e62",
                "9b0000000000000004 1b0000000000000020 1a00000001 ba00000001 656d61746368 656578616374 63612e62",
                "9f 1820 01 bf 656d61746368 656578616374 ff 63612e62 ff",
                "84 1820 01 a1 7f 636d6174 626368 ff 7f 656578616374 ff 7f 6161 622e62 ff",
                "d9d9f7 84 1820 01 d90103 a1 d820 656d61746368 656578616374 d820 63612e62",
                "84 1820 f93c00 a1 656d61746368 656578616374 63612e62",
                "84 1820 fa3f800000 a1 656d61746368 656578616374 63612e62",
                "84 1820 fb3ff0000000000000 a1 656d61746368 656578616374 63612e62",
                "84 1820 01 a2 656d61746368 f7 656d61746368 656578616374 63612e62"
            })
    void cbor(String hex) throws ProtocolViolation {
        assertThat(Wire.decode(Wire.CBOR, Wire.hex(hex))).isEqualTo(MESSAGE);
    }
}
