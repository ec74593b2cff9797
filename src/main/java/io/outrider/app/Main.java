package io.outrider.app;

import io.outrider.cli.BenchSmoke;
import io.outrider.cli.Fetch;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.concurrent.Callable;
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
            BenchSmoke.class,
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
            int[] code = {0};
            Quarkus.run(null, (exit, failure) -> code[0] = failure == null ? exit : 1);
            return code[0];
        }
    }
}
