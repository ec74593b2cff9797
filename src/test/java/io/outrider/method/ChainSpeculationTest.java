package io.outrider.method;

final class ChainSpeculationTest extends DecodingMethodContract {
    @Override
    DecodingMethod method() {
        return new ChainSpeculation(new io.outrider.acceptance.RejectionRule());
    }
}
