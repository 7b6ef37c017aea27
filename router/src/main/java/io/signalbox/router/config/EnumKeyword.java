package io.signalbox.router.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.ExecutionContext;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.keyword.BaseKeywordValidator;
import com.networknt.schema.keyword.Keyword;
import com.networknt.schema.keyword.KeywordValidator;
import com.networknt.schema.path.NodePath;

/**
 * The rule {@code enum}. That of the library prints all values for a message that {@link SchemaText} words anyway, and with
 * the first of them Jackson makes an ObjectMapper: 280 classes more at every start.
 */
final class EnumKeyword implements Keyword {
    @Override
    public String getValue() {
        return "enum";
    }

    @Override
    public KeywordValidator newValidator(SchemaLocation rule, JsonNode values, Schema parent, SchemaContext context) {
        return new Validator(this, values, rule, parent, context);
    }

    private static final class Validator extends BaseKeywordValidator {
        Validator(Keyword keyword, JsonNode values, SchemaLocation rule, Schema parent, SchemaContext context) {
            super(keyword, values, rule, parent, context);
        }

        @Override
        public void validate(ExecutionContext execution, JsonNode found, JsonNode root, NodePath place) {
            for (JsonNode value : schemaNode) {
                if (same(value, found)) {
                    return;
                }
            }
            execution.addError(error().instanceNode(found)
                    .instanceLocation(place)
                    .evaluationPath(execution.getEvaluationPath())
                    .build());
        }

        /** 4 and 4.0 are the same number. */
        private static boolean same(JsonNode value, JsonNode found) {
            return value.isNumber() && found.isNumber()
                    ? value.decimalValue().compareTo(found.decimalValue()) == 0
                    : value.equals(found);
        }
    }
}
