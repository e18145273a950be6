using AIOps.Remediation.Guarding;
using Microsoft.Testing.Platform.Builder;

namespace AIOps.Remediation.Tests;

/// <summary>The program of the tests serves as a guard too, so that guards are real processes of a real executable.</summary>
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

        var builder = await TestApplication.CreateBuilderAsync(args);
        SelfRegisteredExtensions.AddSelfRegisteredExtensions(builder, args);
        using var application = await builder.BuildAsync();
        return await application.RunAsync();
    }
}
