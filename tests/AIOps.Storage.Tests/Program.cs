using AIOps.Storage.Tests.Crash;
using Microsoft.Testing.Platform.Builder;

namespace AIOps.Storage.Tests;

internal static class Program
{
    private static async Task<int> Main(string[] args)
    {
        await CrashChild.RunIfChildAsync();
        var builder = await TestApplication.CreateBuilderAsync(args);
        builder.AddSelfRegisteredExtensions(args);
        using var app = await builder.BuildAsync();
        return await app.RunAsync();
    }
}
