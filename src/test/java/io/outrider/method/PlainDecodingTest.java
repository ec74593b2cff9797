package io.outrider.method;

final class PlainDecodingTest extends DecodingMethodContract {
    @Override
    DecodingMethod method() {
        return new PlainDecoding();
    }
}
