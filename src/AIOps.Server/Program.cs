using AIOps.Server.Cli;

return await AiopsCommand.RunAsync(args);
