package io.outrider.app;

import io.outrider.cli.Fetch;
import io.outrider.cli.bench.Bench;
import io.outrider.cli.bench.BenchGpu;
import io.outrider.cli.bench.BenchSmoke;
import io.outrider.cli.simulate.Simulate;
import io.outrider.cli.soak.Soak;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The program: {@code serve} is the server, everything else a command that ends. */
@QuarkusMain
@Command(
        name = "outrider",
        description = "An OpenAI-compatible server built around speculative decoding.",
        mixinStandardHelpOptions = true,
        version = "outrider 0.1.0",
        subcommands = {
            Main.Serve.class,
            Fetch.Natives.class,
            Fetch.Models.class,
            Fetch.Doctor.class,
            Bench.class,
            BenchSmoke.class,
            BenchGpu.class,
            Simulate.class,
            Soak.class,
            CommandLine.HelpCommand.class
        })
public final class Main implements Callable<Integer> {

    /** Without a command, serve. */
    public static void main(String[] arguments) {
        CommandLine commands = new CommandLine(new Main());
        commands.setExecutionExceptionHandler(
                (failure, line, parsed) -> {
                    line.getErr().println("outrider: " + failure.getMessage());
                    return 1;
                });
        System.exit(commands.execute(arguments));
    }

    @Override
    public Integer call() {
        return new Serve().call();
    }

    /** Runs the server until it is told to stop. */
    @Command(name = "serve", description = "Serve the preset or pair that the settings name.")
    static final class Serve implements Callable<Integer> {
        @Override
        public Integer call() {
            AtomicInteger code = new AtomicInteger();
            Quarkus.run(
                    null,
                    (exit, failure) -> {
                        code.set(failure == null ? exit : 1);
                        if (failure != null) {
                            System.err.println("outrider: " + reason(failure));
                        }
                    });
            return code.get();
        }

        /** What went wrong at the bottom: the wrappers around it say nothing to people. */
        private static String reason(Throwable failure) {
            Throwable deepest = failure;
            while (deepest.getCause() != null) {
                deepest = deepest.getCause();
            }
            String message = deepest.getMessage();
            return message == null ? deepest.toString() : message;
        }
    }
}
