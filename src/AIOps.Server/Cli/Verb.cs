using System.CommandLine;
using System.Text.Json;
using AIOps.Contracts.Serialization;
using Spectre.Console;

namespace AIOps.Server.Cli;

/// <summary>Makes verbs that talk to a running service: options, output as table or JSON, failures as one line.</summary>
internal static class Verb
{
    private static readonly JsonSerializerOptions Indented = new(AIOpsJson.Options) { WriteIndented = true };

    public static Command Create(string name, string description, IReadOnlyList<Argument> arguments, IReadOnlyList<Option> options, Func<VerbCall, CancellationToken, Task> run)
    {
        var command = new Command(name, description);
        foreach (var argument in arguments)
        {
            command.Arguments.Add(argument);
        }

        foreach (var option in options)
        {
            command.Options.Add(option);
        }

        var service = new ServiceOptions();
        service.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            try
            {
                using var client = new ServiceClient(service.Url(result), service.Token(result));
                await run(new VerbCall(result, client, Terminal.Output, service.Json(result)), cancellationToken);
                return 0;
            }
            catch (CommandFailure failure)
            {
                Terminal.Fail(failure.Message);
                return 1;
            }
        });
        return command;
    }

    public static void PrintJson(IAnsiConsole console, JsonElement json) => console.Profile.Out.Writer.WriteLine(JsonSerializer.Serialize(json, Indented));
}
