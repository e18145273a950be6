using System.CommandLine;
using System.Text.Json;
using Spectre.Console;

namespace AIOps.Server.Cli;

/// <summary>One call of a verb: what was given, the service, and where to print.</summary>
internal sealed record VerbCall(ParseResult Given, ServiceClient Service, IAnsiConsole Console, bool Json)
{
    /// <summary>Prints the JSON as it came, or what the verb makes of it.</summary>
    public void Show(JsonElement answer, Action<JsonElement> print)
    {
        if (Json)
        {
            Verb.PrintJson(Console, answer);
        }
        else
        {
            print(answer);
        }
    }
}
