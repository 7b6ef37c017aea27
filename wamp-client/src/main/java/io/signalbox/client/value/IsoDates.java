package io.signalbox.client.value;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.Period;
import java.time.Year;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.function.Function;

/** The classes of {@code java.time} as strings of ISO 8601, as values and as keys of maps. Stateless and thread-safe. */
final class IsoDates {
    /** A number stands for seconds since 1970, as in a date of CBOR (RFC 8949 section 3.4.2). */
    private static final class InstantDeserializer extends IsoDeserializer<Instant> {
        private static final long serialVersionUID = 1L;

        InstantDeserializer() {
            super(Instant.class, Instant::parse);
        }

        @Override
        public Instant deserialize(JsonParser in, DeserializationContext context) throws IOException {
            if (in.hasToken(JsonToken.VALUE_NUMBER_INT)) {
                return seconds(in.getLongValue(), 0, context);
            }
            if (in.hasToken(JsonToken.VALUE_NUMBER_FLOAT)) {
                double value = in.getDoubleValue();
                long whole = (long) Math.floor(value);
                // Microseconds: a double has no more digits for the dates of this century.
                return seconds(whole, Math.round((value - whole) * 1e6) * 1000, context);
            }
            return super.deserialize(in, context);
        }

        private static Instant seconds(long seconds, long nanos, DeserializationContext context) throws IOException {
            try {
                return Instant.ofEpochSecond(seconds, nanos);
            } catch (DateTimeException | ArithmeticException e) {
                return (Instant) context.handleWeirdNumberValue(Instant.class, seconds, "out of range");
            }
        }
    }

    private static class IsoDeserializer<T> extends StdScalarDeserializer<T> {
        private static final long serialVersionUID = 1L;

        private final transient Function<String, T> parse;

        IsoDeserializer(Class<T> type, Function<String, T> parse) {
            super(type);
            this.parse = parse;
        }

        @Override
        @SuppressWarnings("unchecked")
        public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
            Class<T> type = (Class<T>) handledType();
            if (!in.hasToken(JsonToken.VALUE_STRING)) {
                return type.cast(context.handleUnexpectedToken(type, in));
            }
            String text = in.getText();
            try {
                return parse.apply(text);
            } catch (DateTimeException e) {
                return type.cast(context.handleWeirdStringValue(type, text, "not a text of ISO 8601"));
            }
        }
    }

    private static final class IsoKeys extends KeyDeserializer {
        private final Class<?> type;
        private final Function<String, ?> parse;

        IsoKeys(Class<?> type, Function<String, ?> parse) {
            this.type = type;
            this.parse = parse;
        }

        @Override
        public Object deserializeKey(String key, DeserializationContext context) throws IOException {
            try {
                return parse.apply(key);
            } catch (DateTimeException e) {
                return context.handleWeirdKey(type, key, "not a text of ISO 8601");
            }
        }
    }

    private IsoDates() {}

    static void addTo(SimpleModule module) {
        add(module, Instant.class, Instant::parse);
        module.addDeserializer(Instant.class, new InstantDeserializer());
        add(module, LocalDate.class, LocalDate::parse);
        add(module, LocalTime.class, LocalTime::parse);
        add(module, LocalDateTime.class, LocalDateTime::parse);
        add(module, OffsetDateTime.class, OffsetDateTime::parse);
        add(module, OffsetTime.class, OffsetTime::parse);
        add(module, ZonedDateTime.class, ZonedDateTime::parse);
        add(module, Duration.class, Duration::parse);
        add(module, Period.class, Period::parse);
        add(module, Year.class, Year::parse);
        add(module, YearMonth.class, YearMonth::parse);
        add(module, MonthDay.class, MonthDay::parse);
        add(module, ZoneId.class, ZoneId::of);
        add(module, ZoneOffset.class, ZoneOffset::of);
    }

    private static <T> void add(SimpleModule module, Class<T> type, Function<String, T> parse) {
        module.addSerializer(type, ToStringSerializer.instance);
        module.addDeserializer(type, new IsoDeserializer<>(type, parse));
        module.addKeyDeserializer(type, new IsoKeys(type, parse));
    }
}
