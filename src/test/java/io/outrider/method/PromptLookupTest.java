package io.outrider.method;

final class PromptLookupTest extends DecodingMethodContract {
    @Override
    DecodingMethod method() {
        return new PromptLookup();
    }
}
