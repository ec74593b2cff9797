package io.outrider.method;

final class BlockVerificationTest extends DecodingMethodContract {
    @Override
    DecodingMethod method() {
        return new ChainSpeculation(new io.outrider.acceptance.BlockRule());
    }
}
