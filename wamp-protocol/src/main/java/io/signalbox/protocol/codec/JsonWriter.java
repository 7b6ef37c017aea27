package io.signalbox.protocol.codec;

import io.signalbox.protocol.message.Payload;
import io.signalbox.protocol.message.WireFormat;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;

/** Writer of JSON in UTF-8 without white space and with the required escape sequences only. Confined to one thread. */
final class JsonWriter implements WireWriter {
    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};
    private static final byte[] NULL = {'n', 'u', 'l', 'l'};
    private static final byte[] ESCAPED_NUL = {'\\', 'u', '0', '0', '0', '0'};
    private static final byte[] HEX = {'0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'a', 'b', 'c', 'd', 'e', 'f'};

    /** Maximum length of a long in characters. */
    private static final int LONG_CHARS = 20;

    private final ByteSink out;
    private boolean commaDue;

    JsonWriter(ByteSink out) {
        this.out = out;
    }

    @Override
    public WireFormat format() {
        return WireFormat.JSON;
    }

    @Override
    public void beginMessage(int elements) {
        beginList();
    }

    @Override
    public void endMessage() {
        endList(0, 0);
    }

    @Override
    public void verbatim(Payload payload) {
        comma();
        out.write(payload.array(), payload.offset(), payload.length());
    }

    /** Writes the comma between two values. */
    private void comma() {
        if (commaDue) {
            out.write(',');
        }
        commaDue = true;
    }

    @Override
    public void nil() {
        comma();
        out.write(NULL, 0, NULL.length);
    }

    @Override
    public void bool(boolean value) {
        comma();
        byte[] literal = value ? TRUE : FALSE;
        out.write(literal, 0, literal.length);
    }

    @Override
    public void integer(long value) {
        comma();
        if (value < 0) {
            ascii(Long.toString(value));
            return;
        }
        out.ensure(LONG_CHARS);
        byte[] bytes = out.array();
        int digits = 1;
        for (long rest = value; rest >= 10; rest /= 10) {
            digits++;
        }
        int i = out.size() + digits;
        for (long rest = value; i > out.size(); rest /= 10) {
            bytes[--i] = (byte) ('0' + rest % 10);
        }
        out.advance(digits);
    }

    @Override
    public void integer(BigInteger value) {
        comma();
        ascii(value.toString());
    }

    @Override
    public void real(double value) {
        if (Double.isFinite(value)) {
            comma();
            ascii(Double.toString(value));
        } else {
            nil();
        }
    }

    private void ascii(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        out.write(bytes, 0, bytes.length);
    }

    @Override
    public void text(String value) {
        comma();
        quoted(value);
    }

    @Override
    public void binary(byte[] source, int offset, int length) {
        comma();
        byte[] text = Base64.getEncoder().encode(Arrays.copyOfRange(source, offset, offset + length));
        out.write('"');
        out.write(ESCAPED_NUL, 0, ESCAPED_NUL.length);
        out.write(text, 0, text.length);
        out.write('"');
    }

    @Override
    public int beginList() {
        comma();
        out.write('[');
        commaDue = false;
        return 0;
    }

    @Override
    public void endList(int begin, int elements) {
        out.write(']');
        commaDue = true;
    }

    @Override
    public int beginDict() {
        comma();
        out.write('{');
        commaDue = false;
        return 0;
    }

    @Override
    public void endDict(int begin, int entries) {
        out.write('}');
        commaDue = true;
    }

    @Override
    public void key(String key) {
        comma();
        quoted(key);
        out.write(':');
        commaDue = false;
    }

    private void quoted(String text) {
        int length = text.length();
        out.ensure(length + 2);
        byte[] bytes = out.array();
        int at = out.size();
        bytes[at++] = '"';
        int i = 0;
        while (i < length && isPlain(text.charAt(i))) {
            bytes[at++] = (byte) text.charAt(i++);
        }
        out.advance(i + 1);
        if (i < length) {
            escaped(Utf8.encode(text.substring(i)));
        }
        out.write('"');
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c < 0x80 && c != '"' && c != '\\';
    }

    private void escaped(byte[] utf8) {
        int i = 0;
        while (i < utf8.length) {
            int run = i;
            while (i < utf8.length && (utf8[i] < 0 || isPlain((char) utf8[i]))) {
                i++;
            }
            out.write(utf8, run, i - run);
            if (i < utf8.length) {
                escape(utf8[i++]);
            }
        }
    }

    private void escape(byte b) {
        out.write('\\');
        switch (b) {
            case '"', '\\' -> out.write(b);
            case '\b' -> out.write('b');
            case '\f' -> out.write('f');
            case '\n' -> out.write('n');
            case '\r' -> out.write('r');
            case '\t' -> out.write('t');
            default -> {
                out.write(ESCAPED_NUL, 1, 3);
                out.write(HEX[b >> 4]);
                out.write(HEX[b & 0xF]);
            }
        }
    }
}
