using AIOps.Remediation.Guarding;
using AIOps.Remediation.Tests.Crash;
using AIOps.Remediation.Tests.Drills;
using Microsoft.Testing.Platform.Builder;

namespace AIOps.Remediation.Tests;

/// <summary>The program of the tests serves as a guard and as a service of the drills too, so that these are real processes of a real executable.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        if (args is ["guard"])
        {
            using var input = Console.OpenStandardInput();
            using var output = Console.OpenStandardOutput();
            return GuardProcess.Run(input, output);
        }

        if (args is ["worker", var folder, var port])
        {
            await new DrillWorker(folder, int.Parse(port)).RunAsync();
        }

        if (args is ["node", var order])
        {
            await CrashNode.RunAsync(order);
            return 0;
        }

        var builder = await TestApplication.CreateBuilderAsync(args);
        SelfRegisteredExtensions.AddSelfRegisteredExtensions(builder, args);
        using var application = await builder.BuildAsync();
        return await application.RunAsync();
    }
}
