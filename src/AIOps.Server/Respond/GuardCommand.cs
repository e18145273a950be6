using System.CommandLine;
using AIOps.Remediation.Guarding;

namespace AIOps.Server.Respond;

/// <summary>The verb <c>aiops guard</c>: started by the engine, never by people.</summary>
internal static class GuardCommand
{
    public static Command Create()
    {
        var command = new Command("guard", "Runs one step of a run and kills it when its owner dies or its lease ends.") { Hidden = true };
        command.SetAction(_ =>
        {
            using var input = Console.OpenStandardInput();
            using var output = Console.OpenStandardOutput();
            return GuardProcess.Run(input, output);
        });
        return command;
    }
}
